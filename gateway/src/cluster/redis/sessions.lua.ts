/** Sessions and the slots that they take: made, placed, served from the line, ended. */
import { NO_PLACE } from '../line.ts';

export const SESSIONS = `
local NO_PLACE = '${JSON.stringify(NO_PLACE)}'

-- A session as the stores read it.
local function read(id)
  local session = call('HMGET', session_key(id), 'fixed', 'state', 'host', 'viewers', 'created', 'reason', 'placed')
  if not session[1] then return nil end
  local host = session[3]
  local gateway = host ~= '' and call('HGET', host_key(host), 'gateway') or ''
  local running_for = tostring(math.max(0, now - (tonumber(session[7]) or now)))
  return { id, session[1], session[2], host, gateway or '', session[4], session[5], session[6], running_for }
end

local function count_in(counts, tenant, change)
  if call('HINCRBY', K .. counts, tenant, change) <= 0 then call('HDEL', K .. counts, tenant) end
end

local function count(tenant, change)
  count_in('counts', tenant, change)
end

local function add(session, fixed)
  local seq = call('INCR', K .. 'seq')
  call('HSET', session_key(session.id), 'fixed', fixed, 'tenant', session.tenant, 'scene', session.scene,
    'version', session.version or '', 'state', 'queued', 'host', '', 'viewers', 0, 'created', now, 'reason', '', 'placed', '')
  call('ZADD', K .. 'sessions', seq, session.id)
  call('ZADD', K .. 'tenant:' .. session.tenant, seq, session.id)
  count(session.tenant, 1)
  return seq
end

local function take(host, id, needs)
  call('HSET', K .. 'at:' .. host, id, needs.gpu .. ' ' .. needs.cpu)
  local key = host_key(host)
  call('HINCRBY', key, 'taken', 1)
  call('HINCRBY', key, 'placed', 1)
  if needs.gpu > 0 then call('HINCRBY', key, 'gpu', needs.gpu) end
  if needs.cpu > 0 then call('HINCRBY', key, 'cpu', needs.cpu) end
  rank(host)
end

local function give(host, id)
  local needs = call('HGET', K .. 'at:' .. host, id)
  if not needs then return end
  local gpu, cpu = string.match(needs, '^(%d+) (%d+)$')
  call('HDEL', K .. 'at:' .. host, id)
  local key = host_key(host)
  call('HINCRBY', key, 'taken', -1)
  call('HINCRBY', key, 'gpu', 0 - tonumber(gpu))
  call('HINCRBY', key, 'cpu', 0 - tonumber(cpu))
  call('RPUSH', K .. 'freed', now .. ' ' .. (call('HGET', key, 'profile') or ''))
  call('LTRIM', K .. 'freed', -MAX_FREED, -1)
  rank(host)
end

local function place(id, picked, told_after)
  call('HSET', session_key(id), 'state', 'starting', 'host', picked.id, 'placed', now)
  call('ZADD', K .. 'unstarted', now + told_after, id)
  take(picked.id, id, picked.needs)
end

-- The line

local function enter_line(session, want_key, want, rank_of_priority, seq, rtt)
  local place_in_line = rank_of_priority * 1e12 + seq
  call('HSET', session_key(session.id), 'want', want_key, 'place', place_in_line, 'asked', '', 'rtt', rtt)
  call('HSETNX', K .. 'wants', want_key, want)
  call('ZADD', K .. 'line:' .. want_key, place_in_line, session.id)
  call('ZADD', K .. 'waiting', now + CLAIM_WITHIN, session.id)
  count_in('places', session.tenant, 1)
end

local function leave_line(id)
  if call('ZREM', K .. 'waiting', id) == 0 then return end
  local session = call('HMGET', session_key(id), 'want', 'tenant')
  local want_key = session[1]
  count_in('places', session[2], -1)
  call('ZREM', K .. 'line:' .. want_key, id)
  if call('EXISTS', K .. 'line:' .. want_key) == 0 then
    call('HDEL', K .. 'wants', want_key)
    call('HDEL', K .. 'vain', want_key)
  end
end

-- The first that wants this and is there; 'skipped' are away, and keep their place.
local function next_present(line)
  while true do
    local first = call('ZRANGE', line.key, line.skipped, line.skipped, 'WITHSCORES')
    if not first[1] then return false end
    local session = call('HMGET', session_key(first[1]), 'asked', 'rtt')
    if session[1] == '' or now - tonumber(session[1]) <= AWAY_AFTER then
      line.id, line.place, line.rtt = first[1], tonumber(first[2]), session[2]
      return true
    end
    line.skipped = line.skipped + 1
  end
end

local function serve()
  if call('EXISTS', K .. 'waiting') == 0 then return end
  local wants = call('HGETALL', K .. 'wants')
  local lines = {}
  for i = 1, #wants, 2 do
    local line = { key = K .. 'line:' .. wants[i], want = cjson.decode(wants[i + 1]), skipped = 0 }
    if next_present(line) then lines[#lines + 1] = line end
  end
  while #lines > 0 do
    local first = 1
    for i = 2, #lines do
      if lines[i].place < lines[first].place then first = i end
    end
    local line = lines[first]
    local picked = pick(line.want, cjson.decode(line.rtt))
    if picked then
      leave_line(line.id)
      place(line.id, picked, 0)
    end
    -- One that gets no slot is as good as all that want the same.
    if not picked or not next_present(line) then table.remove(lines, first) end
  end
end

-- The end

local function finish(id, reason)
  local session = call('HMGET', session_key(id), 'host', 'tenant')
  call('HSET', session_key(id), 'state', 'ended', 'reason', reason, 'viewers', 0)
  call('ZADD', K .. 'ended', now, id)
  count(session[2], -1)
  leave_line(id)
  call('ZREM', K .. 'unstarted', id)
  if session[1] ~= '' then give(session[1], id) end
end

local function forget(id)
  local tenant = call('HGET', session_key(id), 'tenant')
  call('DEL', session_key(id))
  call('ZREM', K .. 'ended', id)
  call('ZREM', K .. 'sessions', id)
  if tenant then call('ZREM', K .. 'tenant:' .. tenant, id) end
end

local function is_lost(reason)
  return reason == 'host-lost' or (string.sub(reason, 1, 1) == '{' and cjson.decode(reason).code == 'host-lost')
end

function commands.allocate()
  local fixed, want_key, want, rtt = arg(1), arg(2), arg(3), arg(4)
  local priority, quota, key, digest, places = tonumber(arg(5)), tonumber(arg(6)), arg(7), arg(8), tonumber(arg(9))
  local session = cjson.decode(fixed)
  local key_name = K .. 'key:' .. session.tenant .. ' ' .. key
  if key ~= '' then
    local known = call('GET', key_name)
    if known then
      local id, digest_before = string.match(known, '^(%S+) (.*)$')
      local before = read(id)
      if before and digest_before ~= digest then return { 'refused', 'conflict' } end
      -- One that was lost is asked for again because it was.
      if before and not is_lost(before[8]) then return { 'repeated', before } end
    end
  end
  if call('EXISTS', session_key(session.id)) == 1 then return { 'refused', 'conflict' } end
  if quota and number(call('HGET', K .. 'counts', session.tenant)) >= quota then return { 'refused', 'quota-exceeded' } end
  local picked, why, waits = pick(cjson.decode(want), cjson.decode(rtt))
  if not picked then
    local has_room = call('HEXISTS', K .. 'wants', want_key) == 1 or call('HLEN', K .. 'wants') < MAX_WANTS
    if not waits or not has_room or call('ZCARD', K .. 'waiting') >= MAX_QUEUED then return { 'refused', why } end
    if places and number(call('HGET', K .. 'places', session.tenant)) >= places then return { 'refused', NO_PLACE } end
  end
  local seq = add(session, fixed)
  if key ~= '' then call('SET', key_name, session.id .. ' ' .. digest, 'PX', KEY_LIVES) end
  if picked then
    place(session.id, picked, START_OVERDUE)
    return { 'granted', read(session.id) }
  end
  enter_line(session, want_key, want, priority, seq, rtt)
  return { 'queued', read(session.id) }
end

function commands.session()
  return read(arg(1)) or {}
end

-- Some of those that are older than 'before', the newest first, each behind what the next ones are older than.
function commands.page()
  local index = arg(1) == '' and 'sessions' or 'tenant:' .. arg(1)
  local found = call('ZRANGE', K .. index, arg(2), '-inf', 'BYSCORE', 'REV', 'LIMIT', 0, arg(3), 'WITHSCORES')
  local page = {}
  for i = 1, #found, 2 do page[#page + 1] = { found[i + 1], read(found[i]) } end
  return page
end

function commands.waiting()
  return call('ZCARD', K .. 'waiting')
end

function commands.update()
  local id, host, state, viewers, gateway = arg(1), arg(2), arg(3), arg(4), arg(5)
  local known = call('HMGET', session_key(id), 'host', 'state', 'reason')
  if known[1] ~= host or call('HGET', host_key(host), 'gateway') ~= gateway then return '' end
  if known[2] == 'ended' then return is_lost(known[3]) and '' or known[3] end
  if state ~= '' then call('HSET', session_key(id), 'state', state) end
  if viewers ~= '' then call('HSET', session_key(id), 'viewers', viewers) end
  call('ZREM', K .. 'unstarted', id)
  return ''
end

commands['end'] = function()
  local id, reason, host, gateway = arg(1), arg(2), arg(3), arg(4)
  local before = read(id)
  if not before or (host ~= '' and (before[4] ~= host or before[5] ~= gateway)) then return {} end
  if before[3] == 'ended' then return before end
  finish(id, reason)
  serve()
  return before
end

-- Profiles that those who want this could use now, or once somebody leaves.
local function usable(want)
  local profiles = {}
  for _, candidate in ipairs((offers_for(want))) do
    for _, id in ipairs(call('SMEMBERS', K .. 'members:' .. candidate.profile)) do
      local connected, problem = is_connected(id)
      if connected and problem == '' then profiles[candidate.profile] = true break end
    end
  end
  return profiles
end

local function intersect(left, right)
  for each in pairs(left) do
    if right[each] then return true end
  end
  return false
end

-- When slots became free that those who want this could have used.
local function freed_for(want)
  local profiles, times = {}, {}
  for _, candidate in ipairs((offers_for(want))) do profiles[candidate.profile] = true end
  for _, freed in ipairs(call('LRANGE', K .. 'freed', 0, -1)) do
    local at, profile = string.match(freed, '^(%d+) (.*)$')
    if profiles[profile] then times[#times + 1] = at end
  end
  return table.concat(times, ' ')
end

-- The time, and for each its position (0: it has left) and when slots became free.
function commands.wait()
  local first, last = FIRST_ARG + 1, #ARGV
  for i = first, last do
    if call('ZSCORE', K .. 'waiting', ARGV[i]) then
      call('HSET', session_key(ARGV[i]), 'asked', now)
      call('ZADD', K .. 'waiting', now + QUEUE_GRACE, ARGV[i])
    end
  end
  serve()
  local all, wants = call('HGETALL', K .. 'wants'), {}
  for i = 1, #all, 2 do
    local want = cjson.decode(all[i + 1])
    wants[all[i]] = { key = K .. 'line:' .. all[i], usable = usable(want), freed = freed_for(want) }
  end
  local others = {}
  for key, own in pairs(wants) do
    others[key] = {}
    for other, theirs in pairs(wants) do
      if other ~= key and intersect(own.usable, theirs.usable) then table.insert(others[key], theirs.key) end
    end
  end
  local news = { tostring(now) }
  for i = first, last do
    local position, freed = 0, ''
    if call('ZSCORE', K .. 'waiting', ARGV[i]) then
      local session = call('HMGET', session_key(ARGV[i]), 'want', 'place')
      local own = wants[session[1]]
      position, freed = call('ZRANK', own.key, ARGV[i]) + 1, own.freed
      for _, other in ipairs(others[session[1]]) do
        position = position + call('ZCOUNT', other, '-inf', '(' .. session[2])
      end
    end
    news[#news + 1] = position
    news[#news + 1] = freed
  end
  return news
end
`;
