package io.kmspolicy.cli.query;

import io.kmspolicy.analysis.console.ConsolePage;
import io.kmspolicy.analysis.console.ConsolePage.Elsewhere;
import io.kmspolicy.analysis.console.ConsolePage.Need;
import io.kmspolicy.analysis.console.ConsolePage.On;
import io.kmspolicy.analysis.console.IdentityPermissions;
import io.kmspolicy.analysis.console.Permission;
import io.kmspolicy.analysis.console.Samples;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.PolicyFiles;
import io.kmspolicy.cli.io.RegionOption;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.KmsResource;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kms-policy console-check}: lists the KMS console pages that identity policies allow. */
@Command(
    name = "console-check",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Lists the KMS console pages that the given identity policies allow, and the missing"
            + " permissions.",
    footer = {
      "",
      "yes: the page works. if: it works if the conditions hold, or if the key policy that is set"
          + " with a new key allows the listed permissions. no: the page does not work.",
      "Exit code: 0 if every page works, 1 if a permission is missing, 2 if a policy cannot be"
          + " read."
    })
public final class ConsoleCheckCommand implements Callable<Integer> {

  private static final String DEFAULT = "us-east-1";
  private static final Pattern REGION = Pattern.compile("[a-z]+(-[a-z]+)+-[0-9]+");

  private final CliContext context;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--identity",
      arity = "1..*",
      required = true,
      paramLabel = "FILE",
      description = PolicyFiles.IDENTITY)
  private List<String> files = List.of();

  @Option(
      names = "--account",
      paramLabel = "ID",
      description =
          "The account of the keys (default: the account in the resources of the policies, or else"
              + " 111122223333).")
  private @Nullable String account;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description =
          "The Region of the keys (default: the Region in the resources of the policies, or else"
              + " us-east-1).")
  private @Nullable String region;

  /** A command with this input and output. */
  public ConsoleCheckCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec, "set by picocli");
    if (account != null && !Arn.isAccountId(account)) {
      throw new ParameterException(
          command.commandLine(),
          "`" + account + "` is not an account id; it must be twelve digits");
    }
    if (region != null) {
      RegionOption.checked("--region", region);
    }
    PolicyFiles reader = new PolicyFiles(context);
    List<PolicyDocument> documents =
        files.stream().map(file -> reader.policy(PolicyType.IDENTITY, file).document()).toList();
    return report(
        new IdentityPermissions(documents),
        account == null
            ? firstOf(documents, Arn::accountId, Arn::isAccountId, Samples.ACCOUNT)
            : account,
        region == null
            ? firstOf(documents, Arn::region, REGION.asMatchPredicate(), DEFAULT)
            : region,
        command.commandLine().getOut());
  }

  /** The first account or Region in the KMS resource patterns of the policies. */
  private static String firstOf(
      List<PolicyDocument> documents,
      Function<Arn, String> part,
      Predicate<String> isWhole,
      String otherwise) {
    return documents.stream()
        .flatMap(document -> document.statements().stream())
        .flatMap(
            statement ->
                statement.resource() instanceof ResourceElement.Resource listed
                    ? listed.patterns().stream()
                    : Stream.empty())
        .flatMap(pattern -> Arn.parse(pattern.text()).stream())
        .filter(arn -> arn.service().equals("kms"))
        .map(part)
        .filter(isWhole)
        .findFirst()
        .orElse(otherwise);
  }

  private int report(
      IdentityPermissions permissions, String account, String region, PrintWriter out) {
    boolean complete = true;
    for (ConsolePage page : ConsolePage.all()) {
      List<String> missing = new ArrayList<>();
      boolean never = false;
      for (Need need : page.needs()) {
        List<? extends KmsResource> resources =
            need.on().resource(account, region) instanceof KmsResource.Alias alias
                ? permissions.aliases(alias)
                : List.of(need.on().resource(account, region));
        Permission permission = permissions.of(need.action(), resources);
        if (permission != Permission.ALLOWED) {
          Set<String> dividing =
              permission == Permission.CONDITIONAL && need.on() != On.NOTHING
                  ? permissions.dividing(need.action(), resources)
                  : Set.of();
          missing.add(text(need, permission, dividing));
          never |= permission == Permission.DENIED || isMissing(need, permission);
        }
      }
      out.println((missing.isEmpty() ? "yes  " : never ? "no   " : "if   ") + page.name());
      missing.forEach(line -> out.println("       " + line));
      complete &= missing.isEmpty();
    }
    out.println(
        "For keys of account "
            + account
            + " in "
            + region
            + " whose key policies let IAM policies decide.");
    out.flush();
    return complete ? 0 : 1;
  }

  /**
   * Whether the permission is missing: the identity policies do not allow it, and the key policy
   * that is set with a new key cannot allow it either.
   */
  private static boolean isMissing(Need need, Permission permission) {
    return permission == Permission.NOT_ALLOWED && need.elsewhere() != Elsewhere.NEW_KEY_POLICY;
  }

  private static String text(Need need, Permission permission, Set<String> dividing) {
    String on =
        switch (need.on()) {
          case NOTHING -> "";
          case KEY -> " on the key";
          case ALIAS -> " on the alias";
        };
    String advice =
        switch (need.elsewhere()) {
          case NOWHERE -> "";
          case KEY_POLICY -> "; the key policy can allow it too";
          case NEW_KEY_POLICY -> "; the key policy that is set with the key can allow it too";
        };
    return need.action()
        + on
        + ": "
        + permission.text()
        + (dividing.isEmpty() ? "" : "; not all match `" + String.join("`, `", dividing) + "`")
        + (permission == Permission.NOT_ALLOWED ? advice : "");
  }
}
