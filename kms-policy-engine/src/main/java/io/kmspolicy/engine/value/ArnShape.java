package io.kmspolicy.engine.value;

import io.kmspolicy.model.catalogue.ResourceKind;
import java.util.List;

/** The ARNs that KMS has: what a resource pattern must be able to match to mean anything. */
public enum ArnShape {
  /** The ARN of some key. */
  KEY("key/"),
  /** The ARN of some alias. */
  ALIAS("alias/");

  private static final int ARN_FIELDS = 6;
  private static final int ACCOUNT_FIELD = 4;
  private static final int ACCOUNT_DIGITS = 12;

  private final String prefix;

  ArnShape(String prefix) {
    this.prefix = prefix;
  }

  /** The shape of a kind of resource. */
  public static ArnShape of(ResourceKind kind) {
    return kind == ResourceKind.KEY ? KEY : ALIAS;
  }

  /** Whether the pattern matches some ARN of this shape; false is certain. */
  public boolean canMatch(Glob pattern) {
    List<Glob> fields = pattern.splitAtColons(ARN_FIELDS);
    if (fields.size() < ARN_FIELDS) {
      // A run at the end of a field may swallow what follows, or missing fields count as runs.
      return beginsLike(pattern, "arn:");
    }
    return canBe(fields.get(0), "arn")
        && canBe(fields.get(2), "kms")
        && canBeAccount(fields.get(ACCOUNT_FIELD))
        && canBegin(fields.get(ARN_FIELDS - 1));
  }

  /** Whether nothing before the first wildcard contradicts this beginning. */
  private static boolean beginsLike(Glob pattern, String beginning) {
    for (int i = 0; i < Math.min(pattern.length(), beginning.length()); i++) {
      if (pattern.isRun(i)) {
        return true;
      }
      if (!pattern.isAnyChar(i)
          && !Glob.equalIgnoringCase(pattern.literal(i), beginning.charAt(i))) {
        return false;
      }
    }
    return pattern.length() >= beginning.length();
  }

  private static boolean canBe(Glob field, String text) {
    return field.matches(text, 0, text.length(), true);
  }

  /** Whether twelve digits can match. */
  private static boolean canBeAccount(Glob field) {
    int single = 0;
    boolean run = false;
    for (int i = 0; i < field.length(); i++) {
      if (field.isRun(i)) {
        run = true;
      } else if (field.isAnyChar(i) || isDigit(field, i)) {
        single++;
      } else {
        return false;
      }
    }
    return run ? single <= ACCOUNT_DIGITS : single == ACCOUNT_DIGITS;
  }

  private static boolean isDigit(Glob field, int at) {
    for (char digit = '0'; digit <= '9'; digit++) {
      if (field.isLiteral(at, digit)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a name behind the prefix can match. */
  private boolean canBegin(Glob name) {
    for (int i = 0; i < Math.min(name.length(), prefix.length()); i++) {
      if (name.isRun(i)) {
        return true;
      }
      if (!name.isAnyChar(i) && !name.isLiteral(i, prefix.charAt(i))) {
        return false;
      }
    }
    return name.length() > prefix.length();
  }
}
