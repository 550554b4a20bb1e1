/** Finds policies in the files that people have, and joins them as a policy directory. */
module io.kmspolicy.inputs {
  requires com.fasterxml.jackson.core;
  requires transitive io.kmspolicy.directory;
  requires io.kmspolicy.lint;
  requires org.snakeyaml.engine;
  requires static transitive org.jspecify;

  exports io.kmspolicy.inputs;
  exports io.kmspolicy.inputs.folder;
  exports io.kmspolicy.inputs.join;
}
