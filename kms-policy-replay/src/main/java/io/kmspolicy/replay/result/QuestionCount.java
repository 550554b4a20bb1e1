package io.kmspolicy.replay.result;

import java.time.Instant;

/**
 * How often a question was asked.
 *
 * @param events the number of events
 * @param first the time of the earliest event
 * @param last the time of the latest event
 * @param example the file and line of the first event that was read
 * @param reason why the policies decide so, for the first event; empty where they agree with AWS
 * @param explanation the explanation of the first event; empty if the replay does not keep any
 */
public record QuestionCount(
    long events, Instant first, Instant last, String example, String reason, String explanation) {}
