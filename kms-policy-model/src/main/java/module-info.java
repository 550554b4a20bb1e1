/** The closed vocabulary of KMS authorization, as immutable values. */
module io.kmspolicy.model {
  requires com.fasterxml.jackson.core;
  requires static transitive org.jspecify;

  exports io.kmspolicy.model;
  exports io.kmspolicy.model.json;
  exports io.kmspolicy.model.catalogue;
}
