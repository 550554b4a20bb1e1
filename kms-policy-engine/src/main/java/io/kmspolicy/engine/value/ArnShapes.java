package io.kmspolicy.engine.value;

import io.kmspolicy.model.catalogue.ResourceKind;
import java.util.List;
import java.util.stream.IntStream;

/** Determines which resource patterns can match the ARN of some KMS resource. */
public final class ArnShapes {

  private static final int SERVICE_FIELD = 2;
  private static final int ACCOUNT_FIELD = 4;
  private static final int ACCOUNT_DIGITS = 12;

  private ArnShapes() {}

  /**
   * Whether the pattern can match the ARN of some resource of this kind. A conservative
   * approximation: false is certain, true is not.
   */
  public static boolean canMatch(Glob pattern, ResourceKind kind) {
    List<Glob> fields = pattern.splitAtColons(ArnPattern.FIELDS);
    if (fields.size() < ArnPattern.FIELDS) {
      // A wildcard at the end of a field may match the fields after it.
      return beginsLike(pattern, "arn:") && canBeOfKms(fields);
    }
    return canBe(fields.get(0), "arn")
        && canBe(fields.get(SERVICE_FIELD), "kms")
        && canBeAccount(fields.get(ACCOUNT_FIELD))
        && fields.get(ArnPattern.FIELDS - 1).canBegin(prefix(kind))
        && canHoldName(fields.get(ArnPattern.FIELDS - 1), kind);
  }

  /** Whether a pattern that lacks fields names no other service before its first `*`. */
  private static boolean canBeOfKms(List<Glob> fields) {
    return fields.size() <= SERVICE_FIELD + 1
        || fields.subList(0, SERVICE_FIELD + 1).stream().anyMatch(ArnShapes::hasRun)
        || canBe(fields.get(SERVICE_FIELD), "kms");
  }

  private static boolean hasRun(Glob field) {
    return IntStream.range(0, field.length()).anyMatch(field::isRun);
  }

  /** Whether the text before the first `*` of the pattern can match this beginning. */
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

  /** Whether the field can match twelve digits. */
  private static boolean canBeAccount(Glob field) {
    int single = 0;
    boolean run = false;
    for (int i = 0; i < field.length(); i++) {
      if (field.isRun(i)) {
        run = true;
      } else if (field.isAnyChar(i) || field.isDigit(i)) {
        single++;
      } else {
        return false;
      }
    }
    return run ? single <= ACCOUNT_DIGITS : single == ACCOUNT_DIGITS;
  }

  /** Whether no colon and, in the id of a key, no slash follows the prefix. */
  private static boolean canHoldName(Glob name, ResourceKind kind) {
    int slashes = 0;
    for (int i = 0; i < name.length(); i++) {
      slashes += name.isLiteral(i, '/') ? 1 : 0;
      if (name.isLiteral(i, ':')) {
        return false;
      }
    }
    return kind == ResourceKind.ALIAS || slashes <= 1;
  }

  private static String prefix(ResourceKind kind) {
    return switch (kind) {
      case KEY -> "key/";
      case ALIAS -> "alias/";
    };
  }
}
