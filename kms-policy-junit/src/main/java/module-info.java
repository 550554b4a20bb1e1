/** Tests of KMS policies with JUnit Jupiter. */
module io.kmspolicy.junit {
  requires transitive io.kmspolicy.testing;
  requires transitive org.junit.jupiter.api;
  requires transitive org.junit.jupiter.params;
  requires static transitive org.jspecify;

  exports io.kmspolicy.junit;

  opens io.kmspolicy.junit to
      org.junit.platform.commons;
}
