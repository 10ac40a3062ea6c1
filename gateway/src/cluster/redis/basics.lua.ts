/**
 * The cluster in Redis, in Lua: what all commands stand on. The parts of this folder are joined to one script (`script.ts`), which
 * Redis runs as one atomic step.
 *
 * ARGV begins with the command, a test's clock or nothing, and the store's options; what the command takes comes behind. All keys
 * begin with KEYS[1], which has the hash tag that keeps them on one node of a cluster.
 *
 * | key           | type   | of what                                                                          |
 * | ------------- | ------ | -------------------------------------------------------------------------------- |
 * | host:ID       | hash   | a host, also while it is away                                                    |
 * | at:ID         | hash   | its sessions: what they need of it beside the slot                               |
 * | hosts         | set    | hosts that are listed                                                            |
 * | leases, gone  | zset   | hosts by the end of their lease; by when they were given up                      |
 * | offers:SCENE  | hash   | what hosts offer this scene with, by profile                                     |
 * | profile:P     | string | scenes of a profile                                                              |
 * | members:P     | set    | listed hosts of a profile                                                        |
 * | warm:P cold:P | zset   | those of them that may take a session, the best first                            |
 * | session:ID    | hash   | a session                                                                        |
 * | sessions      | zset   | all of them by age; `tenant:T` those of one tenant; `ended` by their end         |
 * | counts places | hash   | sessions of each tenant that are not over; those of them that wait               |
 * | key:T K       | string | the session that a tenant made under an idempotency key, and the digest          |
 * | line:W        | zset   | sessions that want W, by their place                                             |
 * | wants, vain   | hash   | what is waited for; since when no host has it                                    |
 * | waiting       | zset   | sessions in the line, by when they are given up                                  |
 * | unstarted     | zset   | sessions with a slot that nobody speaks of, by when they are told                |
 * | freed         | list   | when slots became free, and in which profile                                     |
 * | seq beat hold | string | a counter; the last beat of anybody; until when nothing is given up              |
 */
export const BASICS = `
local K = KEYS[1]
local call = redis.call

local now = tonumber(ARGV[2])
if not now then
  local time = call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local LEASE, HOST_GRACE, CLAIM_WITHIN = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local QUEUE_GRACE, KEEP_ENDED, MAX_QUEUED = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local STRATEGY, START_OVERDUE, AWAY_AFTER = ARGV[9], tonumber(ARGV[10]), tonumber(ARGV[11])
local MAX_FENCED, MAX_FREED, KEY_LIVES = tonumber(ARGV[12]), tonumber(ARGV[13]), tonumber(ARGV[14])
local MAX_WANTS = tonumber(ARGV[15])
local FIRST_ARG = 15

local function arg(n)
  return ARGV[FIRST_ARG + n]
end

-- Deleted at most so many at once, so that no beat takes long.
local MAX_SWEPT = 500

local function number(text)
  return tonumber(text) or 0
end

local function host_key(id) return K .. 'host:' .. id end
local function session_key(id) return K .. 'session:' .. id end

local commands = {}
`;
