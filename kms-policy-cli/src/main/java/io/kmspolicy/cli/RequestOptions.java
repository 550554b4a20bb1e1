package io.kmspolicy.cli;

import io.kmspolicy.cli.io.AccountOption;
import io.kmspolicy.cli.io.BadInputException;
import io.kmspolicy.cli.io.UnknownAction;
import io.kmspolicy.cli.io.UnknownConditionKey;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that describe a request; they correspond to the `request` of a scenario. */
final class RequestOptions {

  private static final Pattern ACTION = Pattern.compile("[A-Za-z0-9-]+:[A-Za-z0-9-]+");

  @Option(
      names = "--principal",
      required = true,
      paramLabel = "ARN",
      description = {
        "Who calls, as GetCallerIdentity reports it; the ARN of a role for any of its sessions; or"
            + " a service principal."
      })
  private String principal = "";

  @Option(
      names = "--role",
      paramLabel = "ARN",
      description = {
        "The role behind an assumed-role session; without it the path of the role is not known."
      })
  private String role = "";

  @Option(
      names = "--action",
      required = true,
      paramLabel = "ACTION",
      description = "One IAM action, such as kms:Decrypt.")
  private String action = "";

  @Option(
      names = "--resource",
      defaultValue = "*",
      paramLabel = "ARN",
      description = {
        "A key ARN, an alias ARN, or * for an action without a resource (the default). With"
            + " --policies also the id of a key or the name of an alias."
      })
  private String resource = "*";

  @Option(
      names = "--context",
      paramLabel = "KEY=VALUE",
      description = {
        "A condition key of the request; repeat it for more keys and for more values of one key."
            + " A key that is not given is absent; with --policies, unless it follows from the caller"
            + " or the resource."
      })
  private List<String> context = new ArrayList<>();

  @Option(
      names = "--unknown",
      paramLabel = "KEY",
      description = "A condition key whose value is unknown; PREFIX* for all keys with a prefix.")
  private List<String> unknown = new ArrayList<>();

  @Option(
      names = "--grant-id",
      paramLabel = "ID",
      description = "The grant that kms:RetireGrant or kms:RevokeGrant names.")
  private String grantId = "";

  @Option(
      names = "--key-manager",
      paramLabel = "CUSTOMER|AWS",
      description =
          "Who manages the key, as DescribeKey reports it (default: as the policy directory says,"
              + " otherwise CUSTOMER).")
  private @Nullable KeyManager keyManager;

  @Option(
      names = "--resource-account",
      paramLabel = "ID",
      description = "The account of the resource, if its ARN does not contain it.")
  private String resourceAccount = "";

  /** Whether it is stated who manages the key. */
  boolean statesManager() {
    return keyManager != null;
  }

  private KmsAction action() {
    if (!ACTION.matcher(action).matches()) {
      throw new BadInputException(
          "--action: `"
              + action
              + "` is not an action; it must be one action such as `kms:Decrypt`");
    }
    return KmsCatalogue.bundled()
        .action(action)
        .orElseThrow(() -> new BadInputException("--action: " + UnknownAction.message(action)));
  }

  /** The request, with the condition keys of the options only. */
  AuthorizationRequest request() {
    action();
    KmsResource parsed = named("--resource", () -> KmsResource.parse(resource));
    requireAccountOf(parsed);
    return new AuthorizationRequest(
        caller(),
        action,
        parsed,
        context(),
        grantId,
        Objects.requireNonNullElse(keyManager, KeyManager.CUSTOMER),
        resourceAccount);
  }

  /**
   * The request in a policy directory, which knows the key and the role of a session; with the
   * condition keys of the options only.
   */
  AuthorizationRequest request(DirectoryRequest directory) {
    KmsAction known = action();
    KmsResource found = named("--resource", () -> directory.resource(known, resource));
    requireAccountOf(found);
    Caller given = caller();
    Caller caller = named("--principal", () -> directory.caller(given));
    return new AuthorizationRequest(
        caller,
        action,
        found,
        context(),
        grantId,
        keyManager == null ? directory.manager(found) : keyManager,
        resourceAccount);
  }

  /** Refuses another account than the one in the ARN of the resource. */
  private void requireAccountOf(KmsResource found) {
    if (resourceAccount.isEmpty()) {
      return;
    }
    AccountOption.checked("--resource-account", resourceAccount);
    Arn.parse(found.arn())
        .map(Arn::accountId)
        .filter(owner -> !owner.equals(resourceAccount))
        .ifPresent(
            owner -> {
              throw new BadInputException(
                  "--resource-account: the resource is of the account `"
                      + owner
                      + "`, not of `"
                      + resourceAccount
                      + "`");
            });
  }

  /** Warnings about condition keys that no request to KMS has. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (String pair : context) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      UnknownConditionKey.warning("--context", key).ifPresent(warnings::add);
    }
    for (String name : unknown) {
      if (!name.endsWith("*")) {
        UnknownConditionKey.warning("--unknown", name).ifPresent(warnings::add);
      }
    }
    return warnings;
  }

  private Caller caller() {
    Caller caller = named("--principal", () -> Caller.parse(principal));
    if (role.isEmpty()) {
      return caller;
    }
    if (caller instanceof Caller.RoleSession session) {
      return named("--role", () -> session.ofRole(role));
    }
    if (caller.arn().equals(role)) {
      return caller;
    }
    throw new BadInputException(
        "--role: `" + principal + "` is not a session of a role; leave out --role");
  }

  private static <T> T named(String option, Supplier<T> parse) {
    try {
      return parse.get();
    } catch (InvalidNameException invalid) {
      throw new BadInputException(option + ": " + invalid.getMessage());
    }
  }

  /** The condition keys that the options state. */
  RequestContext context() {
    RequestContext.Builder keys = RequestContext.builder();
    for (String pair : context) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new BadInputException("--context: `" + pair + "` must be KEY=VALUE");
      }
      keys.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    for (String name : unknown) {
      int star = name.indexOf('*');
      if (name.isEmpty() || (star >= 0 && star < name.length() - 1)) {
        throw new BadInputException(
            "--unknown: `" + name + "` must be a key, or a prefix with one `*` at its end");
      }
      keys.unknown(name);
    }
    return keys.build();
  }
}
