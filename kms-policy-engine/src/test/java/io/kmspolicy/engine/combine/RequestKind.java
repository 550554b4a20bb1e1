package io.kmspolicy.engine.combine;

import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;

/**
 * The kinds of requests that section 0 and rules 4.2, 5.5, 5.10, 5.11, 5.13, 5.14 and 6.16
 * distinguish. The facts about a request are stated here by hand, from the rules, and not taken
 * from the catalogue.
 */
enum RequestKind {
  OWN_KEY("kms:Decrypt", Texts.OWN_KEY, Kind.KEY, Owner.CALLER, Across.YES),
  FOREIGN_KEY("kms:Decrypt", Texts.FOREIGN_KEY, Kind.KEY, Owner.OTHER, Across.YES),
  OWN_KEY_NOT_ACROSS("kms:TagResource", Texts.OWN_KEY, Kind.KEY, Owner.CALLER, Across.NO),
  FOREIGN_KEY_NOT_ACROSS("kms:TagResource", Texts.FOREIGN_KEY, Kind.KEY, Owner.OTHER, Across.NO),
  FOREIGN_KEY_PERHAPS_ACROSS(
      "kms:SynchronizeMultiRegionKey", Texts.FOREIGN_KEY, Kind.KEY, Owner.OTHER, Across.OPEN),
  OWN_AWS_MANAGED_KEY("kms:Decrypt", Texts.OWN_KEY, Kind.AWS_MANAGED, Owner.CALLER, Across.NO),
  FOREIGN_AWS_MANAGED_KEY(
      "kms:Decrypt", Texts.FOREIGN_KEY, Kind.AWS_MANAGED, Owner.OTHER, Across.NO),
  OWN_ALIAS(
      "kms:UpdateAlias",
      "arn:aws:kms:us-west-2:111122223333:alias/app",
      Kind.ALIAS,
      Owner.CALLER,
      Across.NO),
  FOREIGN_ALIAS(
      "kms:UpdateAlias",
      "arn:aws:kms:us-west-2:444455556666:alias/app",
      Kind.ALIAS,
      Owner.OTHER,
      Across.NO),
  RESERVED_ALIAS(
      "kms:CreateAlias",
      "arn:aws:kms:us-west-2:111122223333:alias/aws/x",
      Kind.RESERVED_ALIAS,
      Owner.CALLER,
      Across.NO),
  NO_KEY("kms:CreateKey", "*", Kind.NO_KEY, Owner.CALLER, Across.NO),
  NEW_KEY("kms:TagResource", "new", Kind.NEW_KEY, Owner.CALLER, Across.NO),
  RETIRE_OWN("kms:RetireGrant", Texts.OWN_KEY, Kind.RETIRED_GRANT, Owner.CALLER, Across.YES),
  RETIRE_FOREIGN("kms:RetireGrant", Texts.FOREIGN_KEY, Kind.RETIRED_GRANT, Owner.OTHER, Across.YES),
  UNKNOWN_KEY("kms:Decrypt", "unknown", Kind.KEY, Owner.OPEN, Across.YES),
  UNKNOWN_KEY_NOT_ACROSS("kms:TagResource", "unknown", Kind.KEY, Owner.OPEN, Across.NO),
  UNKNOWN_OWN_KEY("kms:Decrypt", "unknown own", Kind.KEY, Owner.CALLER, Across.YES),
  UNKNOWN_FOREIGN_KEY("kms:Decrypt", "unknown foreign", Kind.KEY, Owner.OTHER, Across.YES),
  NEW_ACTION_OWN_KEY("kms:Fly", Texts.OWN_KEY, Kind.NEW_ACTION, Owner.CALLER, Across.OPEN),
  NEW_ACTION_FOREIGN_KEY("kms:Fly", Texts.FOREIGN_KEY, Kind.NEW_ACTION, Owner.OTHER, Across.OPEN),
  NEW_ACTION_PERHAPS_WITHOUT_KEY(
      "kms:Fly", "*", Kind.NEW_ACTION_ON_ANYTHING, Owner.OPEN, Across.OPEN);

  /** What the request is about. */
  enum Kind {
    KEY,
    AWS_MANAGED,
    ALIAS,
    RESERVED_ALIAS,
    NO_KEY,
    NEW_KEY,
    RETIRED_GRANT,
    NEW_ACTION,
    NEW_ACTION_ON_ANYTHING
  }

  /** Whose account the resource belongs to. */
  enum Owner {
    CALLER,
    OTHER,
    OPEN
  }

  /** Whether the action can be used on a resource of another account (rule 5.13). */
  enum Across {
    YES,
    NO,
    OPEN
  }

  private static final class Texts {
    static final String OTHER_ACCOUNT = "444455556666";
    static final String OWN_KEY =
        "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    static final String FOREIGN_KEY =
        "arn:aws:kms:us-west-2:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  }

  /** An account that is not the callers'. */
  static final String OTHER_ACCOUNT = Texts.OTHER_ACCOUNT;

  private final String action;
  private final String resource;
  final Kind kind;
  final Owner owner;
  final Across across;

  RequestKind(String action, String resource, Kind kind, Owner owner, Across across) {
    this.action = action;
    this.resource = resource;
    this.kind = kind;
    this.owner = owner;
    this.across = across;
  }

  /** Whether nothing is known of the key's policy and of its grants (rule 6.1). */
  boolean hidesKey() {
    return resource.startsWith("unknown") || kind == Kind.NEW_ACTION_ON_ANYTHING;
  }

  /** Whether key policy and grants have no say (rules 5.10, 5.11). */
  boolean isOfIdentityOnly() {
    return switch (kind) {
      case ALIAS, RESERVED_ALIAS, NO_KEY, NEW_KEY -> true;
      case KEY, AWS_MANAGED, RETIRED_GRANT, NEW_ACTION, NEW_ACTION_ON_ANYTHING -> false;
    };
  }

  /** Whether the catalogue does not know the action (rule 6.16). */
  boolean isOfNewAction() {
    return kind == Kind.NEW_ACTION || kind == Kind.NEW_ACTION_ON_ANYTHING;
  }

  /** The operation as grants name it. */
  String operation() {
    return action.substring("kms:".length());
  }

  RequestAttributes by(CallerKind caller) {
    KeyManager manager = kind == Kind.AWS_MANAGED ? KeyManager.AWS : KeyManager.CUSTOMER;
    String account =
        switch (resource) {
          case "unknown own" -> CallerKind.ACCOUNT;
          case "unknown foreign" -> OTHER_ACCOUNT;
          default -> "";
        };
    return RequestAttributes.of(
        new AuthorizationRequest(
            caller.caller(),
            action,
            resource(),
            RequestContext.builder().build(),
            "",
            manager,
            account),
        KmsCatalogue.bundled());
  }

  private KmsResource resource() {
    return switch (resource) {
      case "unknown", "unknown own", "unknown foreign" ->
          new KmsResource.UnknownKey("aws", "us-west-2");
      case "new" -> new KmsResource.NewKey("aws", "us-west-2", CallerKind.ACCOUNT, false);
      default -> KmsResource.parse(resource);
    };
  }
}
