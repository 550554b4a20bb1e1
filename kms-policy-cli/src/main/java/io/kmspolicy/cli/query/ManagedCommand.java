package io.kmspolicy.cli.query;

import io.kmspolicy.analysis.console.IdentityPermissions;
import io.kmspolicy.analysis.console.ManagedPolicies;
import io.kmspolicy.analysis.console.ManagedPolicies.ManagedPolicy;
import io.kmspolicy.analysis.console.Permission;
import io.kmspolicy.analysis.console.Samples;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.text.Listing;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kms-policy managed}: prints an AWS managed policy and the actions that it allows. */
@Command(
    name = "managed",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Prints an AWS managed policy for KMS and the actions that it allows and does not allow.")
public final class ManagedCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "The name or the ARN of the policy.")
  private String name = "";

  @Override
  public Integer call() throws IOException {
    ManagedPolicies policies = new ManagedPolicies();
    Optional<ManagedPolicy> policy = policies.find(name);
    CommandSpec command = Objects.requireNonNull(spec, "set by picocli");
    print(
        policy.orElseThrow(
            () ->
                new BadInputException(
                    "the managed policy `"
                        + name
                        + "` is not known; known are "
                        + Listing.firstOf(policies.names()))),
        command.commandLine().getOut());
    return 0;
  }

  private static void print(ManagedPolicy policy, PrintWriter out) {
    out.println(policy.arn() + " " + policy.version() + " of " + policy.date());
    out.println(policy.json());
    Map<Permission, List<String>> actions = actions(policy);
    print(
        out, "Allows, where the key policy lets IAM policies decide:", actions, Permission.ALLOWED);
    print(out, "Allows under conditions:", actions, Permission.CONDITIONAL);
    print(out, "Denies:", actions, Permission.DENIED);
    print(out, "Does not allow:", actions, Permission.NOT_ALLOWED);
    out.flush();
  }

  private static void print(
      PrintWriter out, String title, Map<Permission, List<String>> actions, Permission permission) {
    List<String> names = actions.getOrDefault(permission, List.of());
    if (!names.isEmpty()) {
      out.println(title);
      names.forEach(action -> out.println("  " + action));
    }
  }

  private static Map<Permission, List<String>> actions(ManagedPolicy policy) {
    IdentityPermissions permissions = new IdentityPermissions(List.of(policy.document()));
    Map<Permission, List<String>> actions = new EnumMap<>(Permission.class);
    for (KmsAction action : KmsCatalogue.bundled().actions()) {
      Permission permission = permissions.of(action.name(), Samples.resource(action));
      actions.computeIfAbsent(permission, unused -> new ArrayList<>()).add(label(action));
    }
    return actions;
  }

  private static String label(KmsAction action) {
    boolean alias = action.resources().contains(ResourceKind.ALIAS);
    return action.name() + (alias ? " (on the alias and the key)" : "");
  }
}
