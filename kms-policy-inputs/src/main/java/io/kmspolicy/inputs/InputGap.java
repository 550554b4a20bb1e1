package io.kmspolicy.inputs;

import io.kmspolicy.model.policy.SourceLocation;

/**
 * What a file leaves open.
 *
 * @param name the name in the file of the key, user, role or policy
 * @param layer what of it is unknown: {@code key policy}, {@code grants}, {@code identity
 *     policies}, {@code permissions boundary}, the type of another policy; empty if the file does
 *     not identify it at all, so that it is left out
 * @param reason why
 * @param location the location in the file
 * @param absent whether the file says nothing of the layer at all, so that another file may settle
 *     it
 * @param rest a fingerprint of what the file says of the layer all the same, by which two files can
 *     be compared; empty if it says nothing
 */
public record InputGap(
    String name,
    String layer,
    String reason,
    SourceLocation location,
    boolean absent,
    String rest) {

  /** The layer of key policies. */
  public static final String KEY_POLICY = "key policy";

  /** The layer of identity policies. */
  public static final String IDENTITY = "identity policies";

  /** The layer of permissions boundaries. */
  public static final String BOUNDARY = "permissions boundary";

  /** The layer of grants. */
  public static final String GRANTS = "grants";

  /** A layer of which the file says something that it does not settle. */
  public InputGap(String name, String layer, String reason, SourceLocation location) {
    this(name, layer, reason, location, false, "");
  }

  /** The gap as one line that begins with its location. */
  @Override
  public String toString() {
    String what =
        layer.isEmpty()
            ? "`" + name + "` is left out"
            : "the " + layer + " of `" + name + "` " + verb() + " unknown";
    return location + ": " + what + ": " + reason;
  }

  private String verb() {
    return layer.endsWith("s") && !layer.endsWith("ss") ? "are" : "is";
  }
}
