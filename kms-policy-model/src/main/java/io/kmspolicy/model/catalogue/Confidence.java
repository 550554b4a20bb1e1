package io.kmspolicy.model.catalogue;

/** How well a fact is supported. */
public enum Confidence {
  /** AWS documents it. */
  DOCUMENTED,
  /** It follows from the structure of the API or from other facts. No page of AWS states it. */
  INFERRED,
  /** It could not be confirmed. */
  UNCONFIRMED
}
