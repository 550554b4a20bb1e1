package io.kmspolicy.replay.judge;

/**
 * Why the policies decide a question so.
 *
 * @param sentence the reason in a sentence; empty if there is nothing to explain
 * @param explanation the whole explanation; empty if it is not kept
 */
public record Reason(String sentence, String explanation) {

  private static final Reason NONE = new Reason("", "");

  /** Nothing to explain. */
  public static Reason none() {
    return NONE;
  }
}
