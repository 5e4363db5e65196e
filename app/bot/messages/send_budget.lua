-- The send budget of a bot: see send_budget.py. One atomic step for all processes.
-- KEYS: the beginnings of the keys of the bot and of the chat. ARGV: the question, the caller's time, what it needs.
-- All moments are milliseconds of the callers' clocks, which differ a little.

local bot, chat = KEYS[1], KEYS[2]
local question, now = ARGV[1], tonumber(ARGV[2])

local SLOT, SECOND, PATIENCE = 34, 1000, 2000
local A_SECOND = 30
local IN_FLIGHT = 1000 -- a call that has no answer yet is taken to arrive at most so late
local GRACE = 100      -- so much later than it was told a caller may come, and bulk does not overtake it
local CATCH_UP = 2     -- slots that were missed because a caller came late may be used now
local SEND, WAIT, COME_BACK = 0, 1, 2

local function moment(key) return tonumber(redis.call('GET', key) or 0) end

local function keep(key, at)
    redis.call('SET', key, at, 'PX', math.max(at - now, 0) + 2 * SECOND)
end

local function take_slot(key)
    keep(key, math.max(moment(key), now - CATCH_UP * SLOT) + SLOT)
end

local function count(name)
    redis.call('ZADD', bot .. ':calls', now + IN_FLIGHT, name)
    redis.call('PEXPIRE', bot .. ':calls', 10 * SECOND)
end

-- Tell a caller when to ask again, each a time of its own, so that they do not all ask at once. `line` is the last time
-- told to one who waits in its worker, `later` to one who comes back through the ledger.
local function tell(line, later, free_at, step, later_step, has_waited, behind_later, early)
    local at = has_waited and free_at or math.max(free_at, moment(line) + step)
    if at - now <= PATIENCE and not behind_later then
        if not has_waited then keep(line, at) end
        return {WAIT, math.max(at - now, 1)}
    end
    -- One who is only behind others comes right after them: later, and those who come meanwhile would be behind it in turn.
    local earliest = behind_later and now or now + PATIENCE
    at = math.max(free_at, earliest, moment(later)) + later_step
    keep(later, at)
    return {COME_BACK, math.max(at - early - now, 1)}
end

-- `in_one`: so many messages like this one go as one message of the chat, if they have to wait. `pause`: how long the
-- chat takes no other message after it.
local function acquire(name, rank, has_waited, is_back, in_one, pause)
    local chat_line, chat_later, closed = chat .. ':line', chat .. ':later', moment(chat)
    local behind_later = not has_waited and not is_back and moment(chat_later) > now
    if closed > now or behind_later or (not has_waited and moment(chat_line) > now) then
        local later_step = pause / in_one
        return tell(chat_line, chat_later, math.max(closed, now), pause, later_step, has_waited, behind_later, 0)
    end

    local calls, line, later = bot .. ':calls', bot .. ':line:' .. rank, bot .. ':later:' .. rank
    local free_at = math.max(moment(bot .. ':paused'), moment(bot .. ':slot'))
    redis.call('ZREMRANGEBYSCORE', calls, '-inf', now - SECOND)
    local used = redis.call('ZCARD', calls)
    if used >= A_SECOND then
        local place = redis.call('ZRANGE', calls, used - A_SECOND, used - A_SECOND, 'WITHSCORES')
        free_at = math.max(free_at, tonumber(place[2]) + SECOND)
    end
    for higher = 0, rank - 1 do
        local waits_until = moment(bot .. ':line:' .. higher)
        if waits_until + GRACE > now then free_at = math.max(free_at, waits_until + GRACE) end
    end
    if rank == 2 then free_at = math.max(free_at, moment(bot .. ':edits')) end
    if free_at > now or (not has_waited and moment(line) > now) then
        -- A scheduler looks once a second for what is due. So one comes back before its time, and slots are not lost.
        local told = tell(line, later, math.max(free_at, now), SLOT, SLOT, has_waited, false, SECOND)
        -- Others of this chat wait for it.
        if told[1] == WAIT then keep(chat_line, math.max(now + told[2], moment(chat_line))) end
        return told
    end
    take_slot(bot .. ':slot')
    count(name)
    keep(chat, now + pause)
    return {SEND, 0}
end

local function refuse(retry_after, is_group)
    local until_then, refused = now + retry_after, bot .. ':refused'
    keep(chat, math.max(until_then, moment(chat)))
    if is_group then return end
    local other = redis.call('GET', refused)
    if other and other ~= chat and moment(other) > now then
        keep(bot .. ':paused', math.max(until_then, moment(bot .. ':paused')))
    else
        redis.call('SET', refused, chat, 'PX', math.max(retry_after, 1))
    end
end

if question == 'acquire' then
    return acquire(ARGV[3], tonumber(ARGV[4]), ARGV[5] == '1', ARGV[6] == '1', tonumber(ARGV[7]),
        tonumber(ARGV[8]))
end
if question == 'count_answer' then redis.call('ZADD', bot .. ':calls', 'XX', 'LT', now, ARGV[3]) end
if question == 'refuse' then refuse(tonumber(ARGV[3]), ARGV[4] == '1') end
-- Telegram's limit for all chats together is on broadcasts: an edited window delays bulk messages only.
if question == 'count_edit' then take_slot(bot .. ':edits') end
if question == 'count_reply' then
    take_slot(bot .. ':slot')
    count(ARGV[3])
    local pause = tonumber(ARGV[4])
    -- Those who write to the bot in a group cannot keep alerts away for longer than Telegram's minute.
    if pause > 0 then keep(chat, math.max(moment(chat), math.min(moment(chat) + pause, now + 60 * SECOND), now + pause)) end
end
