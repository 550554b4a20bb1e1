package io.kmspolicy.lint.fix;

import java.util.List;

/** The one principal of a piece. No form of it names an account or everybody alone. */
sealed interface Grantee {

  /** A name for a statement id: letters and digits of the principal's name. */
  String label();

  /** A service. */
  record Service(String name) implements Grantee {
    @Override
    public String label() {
      return letters(name.substring(0, name.indexOf('.')));
    }
  }

  /** A role, or a user of another account, by its ARN. */
  record Named(String arn) implements Grantee {
    @Override
    public String label() {
      return letters(arn.substring(arn.lastIndexOf('/') + 1));
    }
  }

  /**
   * Principals that a key policy names by the account and a condition on {@code aws:PrincipalArn}:
   * a role whose path is not known, and a user of the account, whose own ARN there would pass the
   * permissions boundary.
   *
   * @param accountRoot the ARN of the account
   * @param operator the operator of the condition
   * @param arns the ARNs that the condition compares
   * @param name the name of the role or user
   */
  record ByCondition(String accountRoot, String operator, List<String> arns, String name)
      implements Grantee {

    /** Copies the list. */
    public ByCondition {
      arns = List.copyOf(arns);
    }

    @Override
    public String label() {
      return letters(name);
    }
  }

  private static String letters(String text) {
    return text.replaceAll("[^A-Za-z0-9]", "");
  }
}
