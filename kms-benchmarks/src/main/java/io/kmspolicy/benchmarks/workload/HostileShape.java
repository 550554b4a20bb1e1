package io.kmspolicy.benchmarks.workload;

import io.kmspolicy.model.policy.GrantLayer;
import java.util.List;

/**
 * The shapes of the worst legal policies and requests: for each, an engine is known that takes
 * seconds for one decision. A key policy has at most 32 KiB, an encryption context 8 KiB, and a key
 * 50,000 grants.
 */
public enum HostileShape {
  /** A tenant's key with a short value; the other shapes of tenants are compared with it. */
  SHORT_VALUE {
    @Override
    HostilePolicies.Parts parts(int number, int grants) {
      return HostilePolicies.tenant(number, HostilePolicies.shortValues(), true);
    }
  },
  /** A tenant's key with values of 8 KiB; the caller's tag is known. */
  KNOWN_TAG {
    @Override
    HostilePolicies.Parts parts(int number, int grants) {
      return HostilePolicies.tenant(number, HostilePolicies.longValues('v'), true);
    }
  },
  /** A tenant's key with values of 8 KiB; the caller's tag is unknown. */
  UNKNOWN_TAG {
    @Override
    HostilePolicies.Parts parts(int number, int grants) {
      return HostilePolicies.tenant(number, HostilePolicies.longValues('v'), false);
    }
  },
  /** 150 statements, each with a test of another unknown tag. */
  MANY_TESTS {
    @Override
    HostilePolicies.Parts parts(int number, int grants) {
      return HostilePolicies.manyTests(number);
    }
  },
  /** 600 patterns of roles; the caller's role is unknown. */
  ARN_PATTERNS {
    @Override
    HostilePolicies.Parts parts(int number, int grants) {
      return HostilePolicies.arnPatterns(number);
    }
  },
  /** 1,000 addresses and a text comparison; the address is unknown. */
  ADDRESSES {
    @Override
    HostilePolicies.Parts parts(int number, int grants) {
      return HostilePolicies.addresses(number);
    }
  },
  /** 3,000 values of one unknown tag, which statements allow and deny. */
  TAG_VALUES {
    @Override
    HostilePolicies.Parts parts(int number, int grants) {
      return HostilePolicies.tagValues(number);
    }
  },
  /** Patterns {@code *aaa…b} against values of the same letter. */
  LONG_LITERALS {
    @Override
    HostilePolicies.Parts parts(int number, int grants) {
      String pattern = "*" + "a".repeat(HostilePolicies.VALUE / 2);
      return HostilePolicies.patterns(number, List.of(pattern + "b", pattern + "c"), 6);
    }
  },
  /** A pattern {@code *a*a*a…b} against values of the same letter. */
  MANY_RUNS {
    @Override
    HostilePolicies.Parts parts(int number, int grants) {
      String pattern = "*a".repeat(HostilePolicies.VALUE / 2);
      return HostilePolicies.patterns(number, List.of(pattern + "*b", pattern + "b"), 3);
    }
  },
  /** Patterns {@code *a?a?…b} against values of the same letter. */
  ANY_CHARACTERS {
    @Override
    HostilePolicies.Parts parts(int number, int grants) {
      String pattern = "*" + "a?".repeat(HostilePolicies.VALUE / 4);
      return HostilePolicies.patterns(number, List.of(pattern + "b", pattern + "c"), 6);
    }
  },
  /** 80 tests of pairs against a context of 1,000 pairs. */
  MANY_PAIRS {
    @Override
    HostilePolicies.Parts parts(int number, int grants) {
      return HostilePolicies.pairs(number, HostilePolicies.names(1_000));
    }
  },
  /** 80 tests of pairs against a context whose names have one hash code. */
  COLLIDING_PAIRS {
    @Override
    HostilePolicies.Parts parts(int number, int grants) {
      return HostilePolicies.pairs(number, HostilePolicies.collidingNames(8));
    }
  },
  /** Grants to the caller that demand different values of one pair. */
  GRANT_VALUES {
    @Override
    HostilePolicies.Parts parts(int number, int grants) {
      return HostilePolicies.granted(HostileGrants.byValue(number, grants));
    }
  },
  /** Grants to the caller that demand pairs with different names. */
  GRANT_NAMES {
    @Override
    HostilePolicies.Parts parts(int number, int grants) {
      return HostilePolicies.granted(HostileGrants.byName(number, grants));
    }
  };

  /** The number of grants that KMS allows on a key. */
  public static final int MAX_GRANTS = 50_000;

  abstract HostilePolicies.Parts parts(int number, int grants);

  /** Whether the shape consists of grants. */
  public boolean isOfGrants() {
    return this == GRANT_VALUES || this == GRANT_NAMES;
  }

  /**
   * Policies of this shape.
   *
   * @param number makes the texts of the policies differ from those with another number
   * @param grants the number of grants, in shapes of grants
   */
  public HostileCase make(int number, int grants) {
    HostilePolicies.Parts parts = parts(number, grants);
    return HostilePolicies.assemble(
        parts, isOfGrants() ? new GrantLayer.Known(parts.grants()) : GrantLayer.none());
  }
}
