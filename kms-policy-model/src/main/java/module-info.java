/**
 * The closed vocabulary of KMS authorization as immutable values, with its readers and writers and
 * the catalogue of KMS's actions, operations and condition keys.
 */
module io.kmspolicy.model {
  requires com.fasterxml.jackson.core;
  requires static transitive org.jspecify;

  exports io.kmspolicy.model.catalogue;
  exports io.kmspolicy.model.file to
      io.kmspolicy.inputs,
      io.kmspolicy.lint;
  exports io.kmspolicy.model.json to
      io.kmspolicy.analysis,
      io.kmspolicy.directory,
      io.kmspolicy.engine,
      io.kmspolicy.inputs,
      io.kmspolicy.interceptor,
      io.kmspolicy.lint,
      io.kmspolicy.replay,
      io.kmspolicy.testing;
  exports io.kmspolicy.model.policy;
  exports io.kmspolicy.model.problem;
  exports io.kmspolicy.model.reader;
  exports io.kmspolicy.model.report to
      io.kmspolicy.analysis,
      io.kmspolicy.inputs,
      io.kmspolicy.lint,
      io.kmspolicy.testing;
  exports io.kmspolicy.model.request;
  exports io.kmspolicy.model.resource;
  exports io.kmspolicy.model.text to
      io.kmspolicy.analysis,
      io.kmspolicy.directory,
      io.kmspolicy.engine,
      io.kmspolicy.inputs,
      io.kmspolicy.interceptor,
      io.kmspolicy.lint,
      io.kmspolicy.replay,
      io.kmspolicy.testing;
  exports io.kmspolicy.model.writer;
}
