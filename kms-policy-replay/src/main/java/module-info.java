/**
 * Replays the KMS events that AWS CloudTrail recorded: what AWS answered, what policies answer, and
 * where the two differ.
 */
module io.kmspolicy.replay {
  requires com.fasterxml.jackson.core;
  requires transitive io.kmspolicy.directory;
  requires static transitive org.jspecify;

  exports io.kmspolicy.replay;
  exports io.kmspolicy.replay.judge;
  exports io.kmspolicy.replay.mapped;
  exports io.kmspolicy.replay.report;
  exports io.kmspolicy.replay.suggest;
  exports io.kmspolicy.replay.text;
  exports io.kmspolicy.replay.trail;
  exports io.kmspolicy.replay.usage;
}
