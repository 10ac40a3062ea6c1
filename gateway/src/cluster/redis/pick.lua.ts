/**
 * Which host gets a session, as `allocation/pick.ts` has it, without a look at every host: hosts that offer the same share a profile,
 * each profile keeps its hosts that have a free slot in order, and the best of the first few is the best of all.
 *
 * A lease that has run out takes its host out of that order as soon as anybody comes across it.
 */
export const PICK = `
-- What an offer takes of a host for those that want this; or why it never can.
local function fit(offer, want)
  local scene
  for _, each in ipairs(offer.scenes) do
    if not scene and (want.version == '' or each[1] == want.version) then scene = each end
  end
  if not scene then return nil, 2 end
  local has = {}
  for _, label in ipairs(offer.labels) do has[label] = true end
  for _, label in ipairs(want.labels) do
    if not has[label] then return nil, 3 end
  end
  local gpu, cpu = scene[2], scene[3]
  if gpu > offer.gpu or cpu > offer.cpu then return nil, 4 end
  return { gpu = gpu, cpu = cpu }
end

local MISFITS = { 'unknown-scene', 'other-version', 'other-labels', 'too-small' }

-- Smaller is nearer.
local function tier_of(rtt, region)
  local nearest, own = math.huge, math.huge
  for _, each in ipairs(rtt) do
    nearest = math.min(nearest, each.ms)
    if each.region == region then own = math.min(own, each.ms) end
  end
  if #rtt == 0 or own <= nearest + math.max(10, nearest * 0.2) then return 0 end
  return own
end

-- Puts a host where it belongs among those of its profile that may take a session.
local function rank(id)
  local host = call('HMGET', host_key(id), 'profile', 'capacity', 'taken', 'lease', 'cordoned', 'draining', 'problem', 'warm', 'placed', 'gone')
  local profile, capacity, taken = host[1], number(host[2]), number(host[3])
  if not profile then return end
  local may = taken < capacity and number(host[4]) > now and host[5] == '' and host[6] == '' and host[7] == '' and host[10] == ''
  local warm = number(host[8]) > number(host[9])
  local from, to = 'warm:', 'cold:'
  if may and warm then from, to = to, from end
  call('ZREM', K .. from .. profile, id)
  if not may then return call('ZREM', K .. to .. profile, id) end
  -- Of equal shares the larger host has more free slots. Shares differ by more than the rest of this can add.
  local share = taken / capacity
  if STRATEGY == 'pack' then share = -share end
  call('ZADD', K .. to .. profile, share + (1000 - capacity) * 1e-10, id)
end

-- The first of a profile that is there, and has room.
local function head(kind, candidate)
  local key, skipped = K .. kind .. candidate.profile, 0
  while true do
    local first = call('ZRANGE', key, skipped, skipped, 'WITHSCORES')
    local id = first[1]
    if not id then return nil end
    local host = call('HMGET', host_key(id), 'lease', 'gpu', 'cpu')
    if number(host[1]) <= now then
      call('ZREM', key, id)
    elseif number(host[2]) + candidate.needs.gpu <= candidate.offer.gpu and number(host[3]) + candidate.needs.cpu <= candidate.offer.cpu then
      return { id = id, score = tonumber(first[2]), needs = candidate.needs }
    else
      skipped = skipped + 1
    end
  end
end

local function is_connected(id)
  local host = call('HMGET', host_key(id), 'lease', 'gone', 'problem')
  return number(host[1]) > now and host[2] == '', host[3]
end

-- Offers of a scene: those that fit, and for the others why they do not.
local function offers_for(want)
  local fits, misfits = {}, {}
  local offers = call('HGETALL', K .. 'offers:' .. want.scene)
  for i = 1, #offers, 2 do
    local offer = cjson.decode(offers[i + 1])
    local needs, misfit = fit(offer, want)
    if needs then
      fits[#fits + 1] = { profile = offers[i], offer = offer, needs = needs }
    else
      misfits[#misfits + 1] = { profile = offers[i], weight = misfit }
    end
  end
  return fits, misfits
end

-- Why nobody has a slot for this, and whether somebody might have one later.
local function why_not(fits, misfits)
  local problem, problem_of
  for _, candidate in ipairs(fits) do
    for _, id in ipairs(call('SMEMBERS', K .. 'members:' .. candidate.profile)) do
      local connected, has = is_connected(id)
      if connected and has == '' then return 'no-capacity', true end
      if connected and (not problem_of or id < problem_of) then problem, problem_of = has, id end
    end
  end
  if problem then return problem, false end
  local weight = 0
  for _, misfit in ipairs(misfits) do
    if misfit.weight > weight then
      for _, id in ipairs(call('SMEMBERS', K .. 'members:' .. misfit.profile)) do
        if is_connected(id) then weight = misfit.weight break end
      end
    end
  end
  if weight > 0 then return MISFITS[weight], false end
  for _, id in ipairs(call('SMEMBERS', K .. 'hosts')) do
    if is_connected(id) then return MISFITS[1], false end
  end
  return 'no-host', false
end

-- The host that gets it, as { id, needs }; or nil, why, and whether it may have one later.
local function pick(want, rtt)
  local fits, misfits = offers_for(want)
  for _, candidate in ipairs(fits) do candidate.tier = tier_of(rtt, candidate.offer.region) end
  table.sort(fits, function(left, right) return left.tier < right.tier end)
  local first = 1
  while first <= #fits do
    local last = first
    while last < #fits and fits[last + 1].tier == fits[first].tier do last = last + 1 end
    for _, kind in ipairs({ 'warm:', 'cold:' }) do
      local best
      for i = first, last do
        local found = head(kind, fits[i])
        if found and (not best or found.score < best.score or (found.score == best.score and found.id < best.id)) then best = found end
      end
      if best then return best end
    end
    first = last + 1
  end
  return nil, why_not(fits, misfits)
end
`;
