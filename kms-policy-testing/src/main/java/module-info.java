/**
 * Expected answers over policies: scenario files, their comparison with decisions, and the coverage
 * of policies by them.
 */
module io.kmspolicy.testing {
  requires com.fasterxml.jackson.core;
  requires transitive io.kmspolicy.directory;
  requires static transitive org.jspecify;

  exports io.kmspolicy.testing;
  exports io.kmspolicy.testing.coverage;
}
