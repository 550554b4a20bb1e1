package io.kmspolicy.model.reader;

import io.kmspolicy.model.json.JsonCursor;
import io.kmspolicy.model.json.JsonCursor.Wanted;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.ProblemCode;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads the {@code request} of a scenario. */
final class RequestParser {

  private static final List<String> MEMBERS =
      List.of(
          "principal",
          "principalRole",
          "action",
          "resource",
          "context",
          "grantId",
          "keyManager",
          "resourceAccount");

  private final JsonCursor cursor;
  private final RequestContext.Builder context;
  private Caller caller = new Caller.ServicePrincipal("");
  private SourceLocation roleLocation = SourceLocation.nowhere();
  private String role = "";
  private String action = "";
  private KmsResource resource = new KmsResource.Any();
  private String grantId = "";
  private KeyManager keyManager = KeyManager.CUSTOMER;
  private String resourceAccount = "";
  private SourceLocation accountLocation = SourceLocation.nowhere();

  RequestParser(JsonCursor cursor, RequestContext.Builder context) {
    this.cursor = cursor;
    this.context = context;
  }

  /** Reads the request at the cursor. */
  void parse() {
    SourceLocation start = cursor.valueLocation();
    cursor
        .object("an object", this::member)
        .ifPresent(
            names -> {
              cursor.require(names, start, "the request", "principal");
              cursor.require(names, start, "the request", "action");
              cursor.require(names, start, "the request", "resource");
              if (names.contains("principal") && roleLocation.isKnown()) {
                parseName(roleLocation, () -> caller = ofRole(caller));
              }
              requireAccountOfResource();
            });
  }

  /** The request that was read, with the current state of the context builder. */
  AuthorizationRequest request() {
    return new AuthorizationRequest(
        caller, action, resource, context.build(), grantId, keyManager, resourceAccount);
  }

  private void member(String name) {
    switch (name) {
      case "principal" -> nonEmptyText(text -> parseName(() -> caller = caller(text)));
      case "principalRole" ->
          nonEmptyText(
              text -> {
                role = text;
                roleLocation = cursor.location();
              });
      case "action" -> cursor.someText(ActionNames.EXPECTED).ifPresent(this::action);
      case "resource" -> nonEmptyText(text -> parseName(() -> resource = KmsResource.parse(text)));
      case "context" -> cursor.object("an object of strings", this::contextKey);
      case "grantId" -> nonEmptyText(text -> grantId = text);
      case "keyManager" -> nonEmptyText(this::keyManager);
      case "resourceAccount" -> nonEmptyText(this::resourceAccount);
      default -> cursor.unknownMember(name, "a request", MEMBERS);
    }
  }

  private void nonEmptyText(Consumer<String> consumer) {
    cursor.someText("a string").ifPresent(consumer);
  }

  private void parseName(Runnable parse) {
    parseName(cursor.location(), parse);
  }

  private void parseName(SourceLocation location, Runnable parse) {
    try {
      parse.run();
    } catch (InvalidNameException e) {
      cursor.report(ProblemCode.INVALID_NAME, location, String.valueOf(e.getMessage()));
    }
  }

  private static Caller caller(String text) {
    Caller parsed = Caller.parse(text);
    if (parsed instanceof Caller.AnyRoleSession role) {
      throw new InvalidNameException(
          "`"
              + text
              + "` names a role; a scenario is about one session, such as `arn:"
              + role.partition()
              + ":sts::"
              + role.accountId()
              + ":assumed-role/"
              + role.roleName()
              + "/SESSION` with the role as `principalRole`");
    }
    return parsed.takenLiterally();
  }

  private Caller ofRole(Caller session) {
    if (session instanceof Caller.RoleSession roleSession) {
      return roleSession.ofRole(role);
    }
    throw new InvalidNameException(
        "`principalRole` requires a principal that is a role session; remove it");
  }

  private void action(String text) {
    action = text;
    if (!ActionNames.isAction(text)) {
      cursor.report(
          ProblemCode.INVALID_ACTION,
          Quoting.quoteShort(text)
              + " is not an action; a request must have one whole action such as `kms:Decrypt`");
    }
  }

  private void contextKey(String key) {
    if (key.isEmpty()) {
      cursor.report(
          ProblemCode.EMPTY_VALUE,
          "the condition key has no name; it must be one such as `kms:ViaService`");
      return;
    }
    List<String> values = new ArrayList<>();
    cursor.oneOrMany(Wanted.STRINGS, expected -> cursor.text(expected).ifPresent(values::add));
    context.put(key, values);
  }

  private void keyManager(String text) {
    switch (text) {
      case "CUSTOMER" -> keyManager = KeyManager.CUSTOMER;
      case "AWS" -> keyManager = KeyManager.AWS;
      default ->
          cursor.report(
              ProblemCode.INVALID_VALUE,
              Quoting.quoteShort(text) + " is not a key manager; it must be `CUSTOMER` or `AWS`");
    }
  }

  /** Refuses another account than the one in the ARN of the resource. */
  private void requireAccountOfResource() {
    String owner = resource.owner();
    if (!owner.isEmpty() && Arn.isAccountId(resourceAccount) && !owner.equals(resourceAccount)) {
      cursor.report(
          ProblemCode.INVALID_VALUE,
          accountLocation,
          Quoting.quoteShort(resourceAccount)
              + " is not the account of the resource, which is "
              + Quoting.quoteShort(owner)
              + "; remove it");
    }
  }

  private void resourceAccount(String text) {
    resourceAccount = text;
    accountLocation = cursor.location();
    if (!Arn.isAccountId(text)) {
      cursor.report(
          ProblemCode.INVALID_VALUE,
          Quoting.quoteShort(text) + " is not an account id; it must be twelve digits");
    }
  }
}
