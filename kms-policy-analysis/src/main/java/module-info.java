/**
 * Questions about a policy directory: who may use a key, what a principal may do, what every
 * principal may do with every key, what a change of policies is compared with, and what AWS's
 * policy simulator would be asked.
 */
module io.kmspolicy.analysis {
  requires com.fasterxml.jackson.core;
  requires transitive io.kmspolicy.directory;
  requires static transitive org.jspecify;

  exports io.kmspolicy.analysis.change;
  exports io.kmspolicy.analysis.fleet;
  exports io.kmspolicy.analysis.page;
  exports io.kmspolicy.analysis.query;
  exports io.kmspolicy.analysis.simulate;
}
