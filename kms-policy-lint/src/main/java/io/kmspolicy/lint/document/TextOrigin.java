package io.kmspolicy.lint.document;

/** Where the text of a document comes from. */
public enum TextOrigin {
  /** Somebody wrote it, and AWS may refuse it. */
  WRITTEN,
  /** AWS returned it, so it is within the quotas and forms that applied to it. */
  AWS,
  /** A template or plan that leaves values open: the text may have opaque parts in their places. */
  OPEN
}
