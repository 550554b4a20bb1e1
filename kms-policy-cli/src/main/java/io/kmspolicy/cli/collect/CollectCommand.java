package io.kmspolicy.cli.collect;

import io.kmspolicy.cli.input.AssumeNoneOption;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.Progress;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.collect.CollectReport;
import io.kmspolicy.collect.CollectRun;
import io.kmspolicy.collect.aws.AwsAccount;
import io.kmspolicy.collect.aws.AwsIdentity;
import io.kmspolicy.collect.aws.AwsSettings;
import io.kmspolicy.collect.aws.Selection;
import io.kmspolicy.collect.aws.StoppedException;
import io.kmspolicy.directory.AssumedNone;
import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.report.ExitStatus;
import io.kmspolicy.model.text.Listing;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.SafeText;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kms-policy collect}: fills a policy directory from live AWS. */
@Command(
    name = "collect",
    header = "Fills a policy directory from live AWS.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Reads keys, users and roles, and the policies of the organization, with the credentials and"
          + " the Region of the AWS settings. What AWS refuses is unknown in the directory, never"
          + " none. A run that was stopped goes on with the same --out; a run after a finished one"
          + " reads everything again."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:everything was read",
      "2:the command line is wrong, or AWS cannot be asked; run it again to go on",
      "3:AWS refused something, which is unknown in the directory"
    })
public final class CollectCommand implements Callable<Integer> {

  private static final double MAX_PER_SECOND = 100;

  /** The layers that AWS cannot be asked for, or answers only some accounts. */
  private static final Set<LayerName> STATED =
      EnumSet.of(
          LayerName.SESSION,
          LayerName.SERVICE_CONTROL,
          LayerName.RESOURCE_CONTROL,
          LayerName.VPC_ENDPOINT);

  private static final Pattern REGION = Pattern.compile("[a-z]+(?:-[a-z0-9]+)+");

  private static final Pattern PRINCIPAL =
      Pattern.compile("(?:arn:[a-z-]+:iam::([0-9]{12}):)?(?:role|user)/[\\w+=,.@/*-]+");

  private final CliContext context;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The policy directory: a new folder, or one that collect has written.")
  private String out = "";

  @Option(
      names = "--region",
      paramLabel = "REGION",
      split = ",",
      description = "The Regions whose keys are read. The default is that of the AWS settings.")
  private List<String> regions = List.of();

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "The profile of the AWS settings.")
  private @Nullable String profile;

  @Option(
      names = "--organizations-profile",
      paramLabel = "NAME",
      description =
          "The profile for requests to AWS Organizations, which answers only the management account"
              + " and delegated administrators.")
  private @Nullable String organizationsProfile;

  @Option(
      names = "--endpoint-url",
      paramLabel = "URL",
      description = "The address of a stand-in for AWS.")
  private @Nullable URI endpoint;

  @Option(
      names = "--keys",
      paramLabel = "KEY",
      split = ",",
      description =
          "Only these keys: ids, ARNs, names of aliases. What is in the directory besides stays.")
  private List<String> keys = List.of();

  @Option(
      names = "--principals",
      paramLabel = "NAME",
      split = ",",
      description =
          "Only these users and roles: ARNs, role/NAME, user/NAME; * in names stands for any text."
              + " What is in the directory besides stays.")
  private List<String> principals = List.of();

  @Mixin private AssumeNoneOption none = new AssumeNoneOption();

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "10",
      description = "The greatest number of requests a second (default: ${DEFAULT-VALUE}).")
  private double rate;

  /** A command with this input and output. */
  public CollectCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    check();
    List<String> stated = stated();
    Progress progress = new Progress(context, "keys and principals");
    try (AwsAccount account = AwsAccount.open(settings())) {
      refuseOtherAccounts(account.identity());
      CollectReport report =
          CollectRun.into(
              context.resolve(out),
              account,
              endpoint == null ? "" : endpoint.toString(),
              new Selection(keys, principals),
              stated,
              progress::step);
      progress.clear();
      try (Writer text = context.writer()) {
        text.write(SafeText.of(report.text(out)));
      }
      return report.isComplete() ? ExitStatus.OK : ExitStatus.INDETERMINATE;
    } catch (StoppedException stopped) {
      progress.clear();
      throw new BadInputException("stopped: " + stopped.getMessage());
    }
  }

  private void check() {
    if (!(rate > 0 && rate <= MAX_PER_SECOND)) {
      throw new BadInputException(
          "--rate: `" + rate + "` is not a number of requests a second up to 100");
    }
    for (String region : regions) {
      if (!REGION.matcher(region).matches()) {
        throw new BadInputException(
            "--region: " + Quoting.quote(region) + " is not a Region, as in us-west-2");
      }
    }
    checkEndpoint();
    for (String principal : principals) {
      if (!PRINCIPAL.matcher(principal).matches()) {
        throw new BadInputException(
            "--principals: `"
                + principal
                + "` is no user or role; it must be an ARN, `role/NAME` or `user/NAME`");
      }
    }
  }

  /** The words of the layers that are none; what AWS can be asked for is read. */
  private List<String> stated() {
    AssumedNone assumed = none.layers(context);
    for (LayerName layer : assumed.named()) {
      if (!STATED.contains(layer)) {
        throw new BadInputException(
            AssumeNoneOption.NAME
                + ": `"
                + layer.word()
                + "` is read from AWS, and what AWS refuses of it is unknown, not none; state one"
                + " of "
                + Listing.allOf(STATED.stream().map(LayerName::word).toList()));
      }
    }
    return STATED.stream().filter(assumed::has).map(LayerName::word).toList();
  }

  private void checkEndpoint() {
    if (endpoint != null && (endpoint.getHost() == null || !isHttp(endpoint.getScheme()))) {
      throw new BadInputException(
          "--endpoint-url: "
              + Quoting.quote(endpoint.toString())
              + " is not an address, as in http://localhost:5000");
    }
  }

  private static boolean isHttp(@Nullable String scheme) {
    return "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
  }

  private void refuseOtherAccounts(AwsIdentity identity) {
    for (String principal : principals) {
      Matcher matcher = PRINCIPAL.matcher(principal);
      String account = matcher.matches() ? matcher.group(1) : null;
      if (account != null && !account.equals(identity.account())) {
        throw new BadInputException(
            "--principals: `" + principal + "` is not in the account " + identity.account());
      }
    }
  }

  private AwsSettings settings() {
    return new AwsSettings(
        regions,
        Optional.ofNullable(profile),
        Optional.ofNullable(organizationsProfile),
        Optional.ofNullable(endpoint),
        rate);
  }
}
