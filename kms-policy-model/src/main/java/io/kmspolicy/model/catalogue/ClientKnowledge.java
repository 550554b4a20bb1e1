package io.kmspolicy.model.catalogue;

/** Whether a client that calls KMS directly can know a condition key's value (rule 6.1). */
public enum ClientKnowledge {
  /** The client knows it from the request, the caller's identity, the endpoint or the clock. */
  KNOWN,
  /** The client knows it after an API call about the key. */
  LOOKUP,
  /** The client knows it in some environments only. */
  PARTIAL,
  /** The key is absent from every direct call. */
  ABSENT,
  /** The client cannot know it. */
  UNKNOWN
}
