package io.kmspolicy.engine.report;

/**
 * A question that AWS's documentation does not answer. A result that depends on it is
 * indeterminate.
 */
public enum UndocumentedRule {
  EVERY_AWS_PRINCIPAL("1.7", "whether {\"AWS\": \"*\"} means AWS services too"),
  FEDERATED_PROVIDER(
      "1.7", "whether an identity provider as principal stands for the sessions that it signed in"),
  EMPTY_VALUES("1.11", "whether a test holds whose list of values is empty"),
  SERVICE_PREFIX("2.1", "whether a wildcard counts in the service prefix of an action"),
  ARN_FIELDS(
      "2.4",
      "whether a wildcard counts in the service field of an ARN, and letter case in the others"),
  SHORT_ARN("2.5", "whether an ARN with fewer than six fields counts in a resource control policy"),
  ACCOUNT_WIDE_ARN("2.7", "whether an account-wide ARN covers an action that has no resource"),
  EARLY_VARIABLE(
      "2.10", "whether a policy variable counts before the fifth colon of a resource ARN"),
  BOOL_VARIABLE("2.10", "whether a policy variable counts under `Bool`"),
  VARIABLE("2.11", "what a policy variable stands for in this spelling or with these values"),
  UNSET_IN_NOT_RESOURCE(
      "2.12", "whether a `NotResource` element whose variable has no value excludes nothing"),
  ARN_VALUE(
      "2.15",
      "how an ARN operator treats what is no ARN: a lone `*` or a short pattern, among others"),
  WHOLE_CHARACTERS("2.16", "whether `?` counts a character beyond U+FFFF once or twice"),
  TWO_SPELLINGS(
      "3.2", "which value counts where a request spells one key in more than one letter case"),
  ABSENT_IF_EXISTS("3.3", "whether `ForAnyValue:…IfExists` holds for an absent key"),
  ABSENT_NOT_LIKE("3.3", "whether `ForAllValues:StringNotLike` holds for an absent key"),
  NULL_OF_SET("3.3", "what `Null` tests under a set operator"),
  EMPTY_VALUE("3.5", "whether an empty value counts as null"),
  SEVERAL_VALUES(
      "3.9", "how an operator without quantifier treats a key that may have several values"),
  NUMBER("3.11", "how this spelling of a number is read"),
  DATE("3.12", "how this spelling of an instant is read"),
  DATE_TEXT("3.12", "how an operator of another type compares an instant"),
  BYTES(
      "3.14",
      "whether base64 with missing padding, unused bits, white space or another alphabet is read"),
  ADDRESS("3.15", "how an IPv4 address written as IPv6 is compared"),
  BARE_IPV6("3.15", "whether a bare IPv6 address in a policy is one address or a /32 range"),
  UNREADABLE_VALUE("3.17", "what a negated operator makes of a value that does not parse"),
  ENDPOINT_SERVICES("4.2", "whether a service's own call passes a VPC endpoint"),
  ENDPOINT_ROLE_DENY(
      "4.6", "whether a role in a Deny of an endpoint policy stands for the role's sessions"),
  NOT_PRINCIPAL(
      "4.11", "whether `NotPrincipal` spares a caller whom it names in only some of its forms"),
  GRANTEE("5.7", "for whom a grant to an account, or to the internal name of a service, counts"),
  GRANT_LIMITS(
      "5.8",
      "how far permissions boundary, session and identity policies limit what a grant allows"),
  GRANT_CONSTRAINT(
      "5.9", "how a grant constraint treats letter case, an empty set of pairs and direct callers"),
  NEW_KEY_CONTROL("5.10", "whether resource control policies bind a key that does not exist yet"),
  ACROSS_ACCOUNTS("5.13", "whether the action works across accounts"),
  RETIREMENT("5.14", "how the account of the key delegates the retirement of a grant"),
  UNLISTED_GRANT("5.14", "what becomes of the retirement of a grant that is not listed"),
  CHILD_GRANT("5.16", "whether a grant made through a grant must keep its source ARN"),
  KEY_PROPERTIES("5.17", "what a key policy makes of the tags and aliases of the key");

  private final String rule;
  private final String question;

  UndocumentedRule(String rule, String question) {
    this.rule = rule;
    this.question = question;
  }

  /** The rule's number in {@code docs/semantics.md}. */
  public String rule() {
    return rule;
  }

  /** The open question, as the completion of "AWS does not document …". */
  public String question() {
    return question;
  }
}
