package io.kmspolicy.lint.lockout;

import java.util.List;

/**
 * Who could change a key policy after it is set, if all other policies let them. Deleted users and
 * roles are not counted.
 */
public sealed interface Administrators {

  /** Certainly nobody. Only AWS Support can help. */
  record Nobody() implements Administrators {}

  /**
   * Nobody but users and roles that the policy names by unique id, as AWS shows deleted ones.
   *
   * @param ids the ids
   */
  record OnlyDeleted(List<String> ids) implements Administrators {
    /** Copies the list. */
    public OnlyDeleted {
      ids = List.copyOf(ids);
    }
  }

  /**
   * Nobody but AWS services.
   *
   * @param services their service principals
   */
  record OnlyServices(List<String> services) implements Administrators {
    /** Copies the list. */
    public OnlyServices {
      services = List.copyOf(services);
    }
  }

  /** Nobody but the root user of the key's account. */
  record OnlyRoot() implements Administrators {}

  /**
   * Not known, because it depends on values that the source of the policy leaves open (rule 1.13).
   *
   * @param expressions the expressions of the source, such as {@code !GetAtt Admin.Arn}
   */
  record Indeterminate(List<String> expressions) implements Administrators {
    /** Copies the list. */
    public Indeterminate {
      expressions = List.copyOf(expressions);
    }
  }

  /**
   * Users, roles or sessions.
   *
   * @param principals the principals that the policy names, and {@code identities of account ID} or
   *     {@code identities of the key's account} if it does not name them, with {@code that the
   *     conditions name} if only those may
   */
  record Identities(List<String> principals) implements Administrators {
    /** Copies the list. */
    public Identities {
      principals = List.copyOf(principals);
    }
  }
}
