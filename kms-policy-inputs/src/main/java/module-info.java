/** Finds policies in the files that people have. */
module io.kmspolicy.inputs {
  requires transitive io.kmspolicy.model;
  requires com.fasterxml.jackson.core;
  requires org.snakeyaml.engine;
  requires static transitive org.jspecify;

  exports io.kmspolicy.inputs;
}
