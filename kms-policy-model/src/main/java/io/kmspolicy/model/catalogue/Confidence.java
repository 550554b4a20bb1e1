package io.kmspolicy.model.catalogue;

/** How well a fact is supported. */
public enum Confidence {
  /** AWS documents it. */
  DOCUMENTED,
  /** It follows from the shape of the API or from other facts; no page states it. */
  INFERRED,
  /** It could not be confirmed. */
  UNCONFIRMED
}
