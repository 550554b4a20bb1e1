package io.kmspolicy.cli;

import io.kmspolicy.analysis.query.ActionPatterns;
import io.kmspolicy.cli.io.AccountOption;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.StatedKeys;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that describe a request; they correspond to the `request` of a scenario. */
final class RequestOptions {

  private static final Pattern ACTION = Pattern.compile("[A-Za-z0-9-]+:[A-Za-z0-9-]+");

  @Option(
      names = "--principal",
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

  @ArgGroup(exclusive = false)
  private ContextOptions context = new ContextOptions();

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

  /** The caller alone, if nothing else of a request is stated. */
  Optional<Caller> onlyCaller() {
    boolean more =
        !action.isEmpty()
            || !resource.equals("*")
            || !grantId.isEmpty()
            || !resourceAccount.isEmpty()
            || statesManager()
            || context.isUsed();
    return principal.isEmpty() || more ? Optional.empty() : Optional.of(caller());
  }

  private KmsAction action() {
    if (principal.isEmpty() || action.isEmpty()) {
      throw new BadInputException("give both --principal and --action");
    }
    if (!ACTION.matcher(action).matches()) {
      throw new BadInputException(
          "--action: `"
              + action
              + "` is not an action; it must be one action such as `kms:Decrypt`");
    }
    return KmsCatalogue.bundled()
        .action(action)
        .orElseThrow(() -> new BadInputException("--action: " + ActionPatterns.unknown(action)));
  }

  /** The request, in a context without keys. */
  AuthorizationRequest request() {
    action();
    KmsResource parsed = named("--resource", () -> KmsResource.parse(resource));
    requireAccountOf(parsed);
    return request(caller(), parsed, KeyManager.CUSTOMER);
  }

  /**
   * The request in a policy directory, which knows the key and the role of a session; in a context
   * without keys.
   */
  AuthorizationRequest request(DirectoryRequest directory) {
    KmsAction known = action();
    KmsResource found = named("--resource", () -> directory.resource(known, resource));
    requireAccountOf(found);
    Caller given = caller();
    Caller caller = named("--principal", () -> directory.caller(given));
    return request(caller, found, directory.manager(found));
  }

  private AuthorizationRequest request(Caller caller, KmsResource found, KeyManager known) {
    return new AuthorizationRequest(
        caller,
        action,
        found,
        RequestContext.empty(),
        grantId,
        Objects.requireNonNullElse(keyManager, known),
        resourceAccount);
  }

  /** The same request on the key of its alias. */
  AuthorizationRequest on(
      AuthorizationRequest ofAlias, KmsResource.Key key, DirectoryRequest known) {
    return request(ofAlias.caller(), key, known.manager(key));
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
    return context.warnings();
  }

  /** What is known of the request, and what the options state. */
  RequestFacts stated(RequestFacts known) {
    return context.stated(
        resourceAccount.isEmpty()
            ? known
            : known.stating(
                StatedKeys.of(
                    RequestContext.builder()
                        .put(DerivedKey.RESOURCE_ACCOUNT.spelling(), resourceAccount)
                        .build())));
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
}
