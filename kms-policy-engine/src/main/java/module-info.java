/** Decides requests on policies and grants, and caches what it compiles. */
module io.kmspolicy.engine {
  requires com.github.benmanes.caffeine;
  requires transitive io.kmspolicy.model;
  requires static transitive org.jspecify;

  exports io.kmspolicy.engine;
  exports io.kmspolicy.engine.condition;
  exports io.kmspolicy.engine.explain;
  exports io.kmspolicy.engine.facts;
  exports io.kmspolicy.engine.proof;
}
