package io.kmspolicy.engine.exact;

import org.jspecify.annotations.Nullable;

/**
 * The texts that consist of a fixed prefix and the name of an IAM identity: printable ASCII without
 * space, whose last part behind a slash is a name of letters, digits and {@code _+=,.@-}.
 *
 * @param prefix the fixed prefix
 * @param hasPath whether a path may stand before the name
 * @param preferred a name, with its path, that represents its class wherever possible
 * @param name the name, if only its path is open; else empty
 */
public record TextShape(String prefix, boolean hasPath, String preferred, String name) {

  /** A shape whose name is open. */
  public TextShape(String prefix, boolean hasPath, String preferred) {
    this(prefix, hasPath, preferred, "");
  }

  /** The end of a text: a slash or the prefix, a name, or a part that can only be in a path. */
  enum End {
    SLASH,
    NAME,
    PATH
  }

  /** The end after one more character; null if no text of this shape begins so. */
  @Nullable End next(End end, char c) {
    if (isOfNames(c)) {
      return end == End.PATH ? End.PATH : End.NAME;
    }
    if (!hasPath || c < '!' || c > '~') {
      return null;
    }
    return c == '/' ? End.SLASH : End.PATH;
  }

  private static boolean isOfNames(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "_+=,.@-".indexOf(c) >= 0;
  }
}
