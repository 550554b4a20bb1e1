package io.kmspolicy.model.catalogue;

/** Whether a client that calls KMS directly can know a condition key's value (rule 6.1). */
public enum ClientKnowledge {
  /** From the request, the caller's identity, the endpoint or the clock. */
  KNOWN,
  /** After an API call about the key. */
  LOOKUP,
  /** In some surroundings. */
  PARTIAL,
  /** The key is absent from every direct call. */
  ABSENT,
  /** It cannot. */
  UNKNOWN
}
