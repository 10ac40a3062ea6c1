/** Hosts: who speaks for them, how long they are believed to be there, and what is done with what is left of them. */
import { MAX_GIVEN_UP, MAX_GONE } from '../host-table.ts';

export const HOSTS = `
local MAX_GONE, MAX_GIVEN_UP = ${MAX_GONE}, ${MAX_GIVEN_UP}

local function leave_profile(id)
  local profile = call('HGET', host_key(id), 'profile')
  if not profile or profile == '' then return end
  for _, kind in ipairs({ 'warm:', 'cold:' }) do call('ZREM', K .. kind .. profile, id) end
  call('SREM', K .. 'members:' .. profile, id)
  if call('EXISTS', K .. 'members:' .. profile) == 1 then return end
  for _, scene in ipairs(cjson.decode(call('GET', K .. 'profile:' .. profile) or '[]')) do
    call('HDEL', K .. 'offers:' .. scene, profile)
  end
  call('DEL', K .. 'profile:' .. profile)
end

-- 'offers' is a list of scenes, each with its offer.
local function enter_profile(id, profile, offers)
  if call('SADD', K .. 'members:' .. profile, id) == 0 then return end
  local scenes = {}
  for i = 1, #offers, 2 do
    scenes[#scenes + 1] = offers[i]
    call('HSET', K .. 'offers:' .. offers[i], profile, offers[i + 1])
  end
  call('SET', K .. 'profile:' .. profile, #scenes == 0 and '[]' or cjson.encode(scenes))
end

-- Each time a gateway says that it lives, for all of its hosts: few commands for each.
-- 'leases' is until when each was believed to be there.
local function renew(ids, leases)
  local scores = {}
  for i, id in ipairs(ids) do
    call('HSET', host_key(id), 'lease', now + LEASE)
    scores[2 * i - 1], scores[2 * i] = now + LEASE, id
  end
  local step = 2 * MAX_SWEPT
  for first = 1, #scores, step do
    call('ZADD', K .. 'leases', unpack(scores, first, math.min(first + step - 1, #scores)))
  end
  for i, id in ipairs(ids) do
    if number(leases[i]) <= now then rank(id) end
  end
end

-- Lists a session that its host runs; false where it must end there.
local function take_back(host, profile, fixed, is_proven)
  local session = cjson.decode(fixed)
  local known = call('HMGET', session_key(session.id), 'state', 'host', 'reason', 'scene', 'version', 'placed')
  if known[1] and known[1] ~= 'ended' and known[2] == host then return true end
  if not is_proven then return false end
  if not known[1] then
    add(session, fixed)
    known = { 'queued', '', '', session.scene, session.version or '', '' }
  end
  if known[1] == 'ended' then
    if not is_lost(known[3]) or (known[2] ~= '' and known[2] ~= host) then return false end
    call('HSET', session_key(session.id), 'reason', '')
    call('ZREM', K .. 'ended', session.id)
    count(call('HGET', session_key(session.id), 'tenant'), 1)
  elseif known[2] ~= '' then
    return false
  end
  leave_line(session.id)
  call('HSET', session_key(session.id), 'state', 'active', 'host', host)
  if (known[6] or '') == '' then call('HSET', session_key(session.id), 'placed', now) end
  local needs = { gpu = 0, cpu = 0 }
  local offer = call('HGET', K .. 'offers:' .. known[4], profile)
  if offer then needs = fit(cjson.decode(offer), { version = known[5], labels = {} }) or needs end
  take(host, session.id, needs)
  return true
end

function commands.register()
  local id, incarnation, gateway, entry = arg(1), arg(2), arg(3), arg(4)
  local capacity, problem, profile, offers, running = arg(5), arg(6), arg(7), cjson.decode(arg(8)), cjson.decode(arg(9))
  local proven = cjson.decode(arg(10))
  local key = host_key(id)
  local known = call('HMGET', key, 'incarnation', 'gateway', 'fenced', 'gone')
  local restarted, moved_from = 0, ''
  if known[1] then
    local fenced = known[3] == '' and {} or cjson.decode(known[3])
    for _, each in ipairs(fenced) do
      if each == incarnation then return { 0 } end
    end
    if known[4] == '' and known[2] ~= gateway then moved_from = known[2] end
    if known[1] ~= incarnation then
      restarted = 1
      fenced[#fenced + 1] = known[1]
      if #fenced > MAX_FENCED then table.remove(fenced, 1) end
      call('HSET', key, 'fenced', cjson.encode(fenced), 'report', '', 'draining', '', 'warm', 0, 'placed', 0)
    end
    leave_profile(id)
  else
    call('HSET', key, 'fenced', '', 'cordoned', '', 'report', '', 'draining', '', 'warm', 0, 'placed', 0, 'taken', 0, 'gpu', 0, 'cpu', 0)
  end
  call('HSET', key, 'incarnation', incarnation, 'gateway', gateway, 'entry', entry, 'capacity', capacity, 'problem', problem, 'profile', profile, 'gone', '')
  call('SADD', K .. 'hosts', id)
  call('ZREM', K .. 'gone', id)
  enter_profile(id, profile, offers)
  renew({ id }, {})
  local foreign = {}
  for i, fixed in ipairs(running) do
    if not take_back(id, profile, fixed, proven[i]) then foreign[#foreign + 1] = cjson.decode(fixed).id end
  end
  local ids = call('HKEYS', K .. 'at:' .. id)
  table.sort(ids)
  local sessions = {}
  for _, session in ipairs(ids) do call('ZREM', K .. 'unstarted', session) end
  serve()
  for _, session in ipairs(ids) do sessions[#sessions + 1] = read(session) end
  return { 1, restarted, moved_from, sessions, foreign }
end

-- Whether this process, over this gateway, speaks for a host that is listed (nil where it is not listed); whether it is listed;
-- its lease, where it speaks.
local function speaks(id, incarnation, gateway)
  local host = call('HMGET', host_key(id), 'incarnation', 'gateway', 'gone', 'lease')
  if not host[1] then return nil end
  if host[1] ~= incarnation or host[2] ~= gateway then return false, host[3] == '' end
  if host[3] ~= '' then return nil end
  return true, true, host[4]
end

function commands.report()
  local id, report, warm, draining = arg(1), arg(4), arg(5), arg(6)
  local is_speaker, is_listed = speaks(id, arg(2), arg(3))
  if is_speaker == false and is_listed then return 0 end
  if not is_speaker then return 1 end
  call('HSET', host_key(id), 'report', report, 'warm', warm, 'draining', draining, 'placed', 0)
  rank(id)
  serve()
  return 1
end

function commands.unlink()
  local id = arg(1)
  if not speaks(id, arg(2), arg(3)) or number(call('HGET', host_key(id), 'lease')) <= now then return 0 end
  call('HSET', host_key(id), 'lease', now)
  call('ZADD', K .. 'leases', now, id)
  rank(id)
  return 1
end

function commands.cordon()
  local id = arg(1)
  if call('HGET', host_key(id), 'gone') ~= '' then return 0 end
  call('HSET', host_key(id), 'cordoned', arg(2))
  rank(id)
  serve()
  return 1
end

function commands.hosts()
  local hosts = {}
  for _, id in ipairs(call('SMEMBERS', K .. 'hosts')) do
    local host = call('HMGET', host_key(id), 'entry', 'taken', 'report', 'cordoned', 'lease')
    hosts[#hosts + 1] = { host[1], host[2], host[3], host[4], number(host[5]) > now and '1' or '' }
  end
  return hosts
end

-- How many sessions it had.
local function give_up(id)
  local sessions = call('HKEYS', K .. 'at:' .. id)
  for _, session in ipairs(sessions) do finish(session, 'host-lost') end
  leave_profile(id)
  call('HSET', host_key(id), 'gone', now, 'profile', '')
  call('SREM', K .. 'hosts', id)
  call('ZREM', K .. 'leases', id)
  call('ZADD', K .. 'gone', now, id)
  return #sessions
end

local function give_up_overdue()
  local sessions = 0
  for _, id in ipairs(call('ZRANGE', K .. 'leases', '-inf', now - HOST_GRACE, 'BYSCORE', 'LIMIT', 0, MAX_SWEPT)) do
    if sessions >= MAX_GIVEN_UP then return end
    sessions = sessions + give_up(id)
  end
end

local function end_vain_waits()
  for _, id in ipairs(call('ZRANGE', K .. 'waiting', '-inf', now, 'BYSCORE', 'LIMIT', 0, MAX_SWEPT)) do
    finish(id, 'session-unclaimed')
  end
  local wants = call('HGETALL', K .. 'wants')
  for i = 1, #wants, 2 do
    local key = wants[i]
    local picked, why, waits = pick(cjson.decode(wants[i + 1]), {})
    if picked or waits then
      call('HDEL', K .. 'vain', key)
    else
      call('HSETNX', K .. 'vain', key, now)
      if now - tonumber(call('HGET', K .. 'vain', key)) >= HOST_GRACE then
        for _, id in ipairs(call('ZRANGE', K .. 'line:' .. key, 0, MAX_SWEPT - 1)) do finish(id, why) end
      end
    end
  end
end

local function forget_host(id)
  call('DEL', host_key(id))
  call('ZREM', K .. 'gone', id)
end

local function forget_old()
  for _, id in ipairs(call('ZRANGE', K .. 'ended', '-inf', now - KEEP_ENDED, 'BYSCORE', 'LIMIT', 0, MAX_SWEPT)) do forget(id) end
  for _, id in ipairs(call('ZRANGE', K .. 'gone', '-inf', now - KEEP_ENDED, 'BYSCORE', 'LIMIT', 0, MAX_SWEPT)) do
    forget_host(id)
  end
  local too_many = math.min(call('ZCARD', K .. 'gone') - MAX_GONE, MAX_SWEPT)
  if too_many > 0 then
    for _, id in ipairs(call('ZRANGE', K .. 'gone', 0, too_many - 1)) do forget_host(id) end
  end
end

-- What is told is told again until it is said to have been heard: an answer may be lost on its way.
local function to_start(gateway)
  local ours = {}
  for _, id in ipairs(call('ZRANGE', K .. 'unstarted', '-inf', now, 'BYSCORE', 'LIMIT', 0, MAX_SWEPT)) do
    local session = read(id)
    if not session then
      call('ZREM', K .. 'unstarted', id)
    elseif session[5] == gateway then
      ours[#ours + 1] = session
    end
  end
  return ours
end

function commands.beat()
  local gateway, hosts, heard = arg(1), cjson.decode(arg(2)), cjson.decode(arg(3))
  for _, id in ipairs(heard) do call('ZREM', K .. 'unstarted', id) end
  local last = call('GET', K .. 'beat')
  if last and now - tonumber(last) > LEASE then call('SET', K .. 'hold', now + HOST_GRACE) end
  call('SET', K .. 'beat', now)
  local fenced, forgotten, here, leases = {}, {}, {}, {}
  for _, host in ipairs(hosts) do
    local id = host[1]
    local is_speaker, _, lease = speaks(id, host[2], gateway)
    if is_speaker then
      here[#here + 1], leases[#leases + 1] = id, lease
    elseif is_speaker == false then
      fenced[#fenced + 1] = id
    else
      forgotten[#forgotten + 1] = id
    end
  end
  renew(here, leases)
  if now >= number(call('GET', K .. 'hold')) then
    give_up_overdue()
    end_vain_waits()
  end
  serve()
  forget_old()
  return { to_start(gateway), fenced, forgotten }
end
`;
