/**
 * Policy directories, sources that keep policies fresh, and the mapping from the members of a
 * request to its checks and condition keys; all without the AWS SDK. Meters need Micrometer, which
 * is optional.
 */
module io.kmspolicy.directory {
  requires com.github.benmanes.caffeine;
  requires transitive io.kmspolicy.engine;
  requires static micrometer.core;
  requires static transitive org.jspecify;
  requires org.slf4j;

  exports io.kmspolicy.directory;
  exports io.kmspolicy.mapping to
      io.kmspolicy.analysis,
      io.kmspolicy.inputs,
      io.kmspolicy.interceptor,
      io.kmspolicy.replay,
      io.kmspolicy.testing;
  exports io.kmspolicy.meter;
  exports io.kmspolicy.source;
  exports io.kmspolicy.spi;
}
