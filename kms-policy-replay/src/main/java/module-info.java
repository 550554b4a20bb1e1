/**
 * Replays the KMS events that AWS CloudTrail recorded: what AWS answered, what policies answer, and
 * where the two differ.
 */
module io.kmspolicy.replay {
  requires com.fasterxml.jackson.core;
  requires transitive io.kmspolicy.directory;
  requires static transitive org.jspecify;

  exports io.kmspolicy.replay;
  exports io.kmspolicy.replay.result;
}
