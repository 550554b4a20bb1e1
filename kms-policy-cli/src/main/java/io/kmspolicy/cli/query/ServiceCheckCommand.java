package io.kmspolicy.cli.query;

import io.kmspolicy.analysis.query.DirectoryNames;
import io.kmspolicy.analysis.query.KeyNames;
import io.kmspolicy.analysis.query.ServiceCallAnswer;
import io.kmspolicy.analysis.query.ServiceUseQuery;
import io.kmspolicy.cli.input.InputNames;
import io.kmspolicy.cli.input.InputOptions;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ServiceUse;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.report.ExitStatus;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Listing;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.Suggestions;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kms-policy service-check}: whether the policies let an AWS service use a key. */
@Command(
    name = "service-check",
    header = "Decides the calls to KMS that an AWS service makes for one purpose.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "One line for each call: allowed, denied and why, or what the answer depends on. What AWS"
          + " does not document of the calls is unknown."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all calls are allowed",
      "1:a call is denied",
      "2:the command line or a file is wrong",
      "3:indeterminate: no call is denied for certain, and one is not allowed for certain"
    })
public final class ServiceCheckCommand implements Callable<Integer> {

  private final CliContext context;

  @Parameters(
      paramLabel = "USE",
      completionCandidates = UseNames.class,
      description = "The use: ${COMPLETION-CANDIDATES}.")
  private String use = "";

  @Option(
      names = "--key",
      required = true,
      paramLabel = "KEY",
      description = "The key by its ARN, its id, or the ARN or the name of an alias.")
  private String key = "";

  @Option(
      names = "--policies",
      required = true,
      paramLabel = "DIRECTORY",
      description =
          "The policy directory; or a template, a plan, a state, or output of the AWS command"
              + " line.")
  private String root = "";

  @Mixin private InputOptions input = new InputOptions();

  @Option(
      names = "--role",
      paramLabel = "[PART=]ARN",
      description = {
        "The user, role or session with whose permissions the service calls, or its service-linked"
            + " role. A use with several needs the part of each, as in deployer=ARN; may be"
            + " repeated."
      })
  private List<String> roles = new ArrayList<>();

  @Mixin private GivenOptions given = new GivenOptions();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /** A command with this input and output. */
  public ServiceCheckCommand(CliContext context) {
    this.context = context;
  }

  /** The names of the uses. */
  static final class UseNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return names().iterator();
    }

    static List<String> names() {
      return KmsCatalogue.bundled().serviceUses().stream().map(ServiceUse::name).toList();
    }
  }

  @Override
  public Integer call() throws IOException {
    ServiceUse asked = use();
    Map<String, Caller> callers = callers(asked);
    DirectoryNames names = InputNames.of(input.read(context, root).report(context.err()));
    List<ServiceCallAnswer> answers;
    KmsResource.Key found;
    try {
      found = new KeyNames(names).key(key);
      answers = new ServiceUseQuery(names, asked, found, callers, given.keys(context)).answers();
    } catch (InvalidNameException invalid) {
      throw BadInputException.of(invalid);
    }
    ServiceCheckReport report = new ServiceCheckReport(asked, found, answers);
    try (Writer out = context.writer()) {
      out.write(json ? report.json() : report.text(context.width()));
    }
    if (answers.stream().anyMatch(ServiceCallAnswer::isDenied)) {
      return ExitStatus.DENIED;
    }
    return answers.stream().mapToInt(answer -> ExitStatus.of(answer.decision())).max().orElse(0);
  }

  private ServiceUse use() {
    return KmsCatalogue.bundled().serviceUses().stream()
        .filter(known -> known.name().equals(use))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "USE: "
                        + Quoting.quoteShort(use)
                        + " is not known; "
                        + Suggestions.nearest(use, UseNames.names())
                            .map(near -> "did you mean " + Quoting.quote(near) + "?")
                            .orElse("it must be " + String.join(", ", UseNames.names()))));
  }

  private Map<String, Caller> callers(ServiceUse asked) {
    List<String> parts = ServiceUseQuery.parts(asked);
    Map<String, Caller> callers = new HashMap<>();
    for (String text : roles) {
      int equals = text.startsWith("arn:") ? -1 : text.indexOf('=');
      if (equals < 0 && parts.size() > 1) {
        throw new BadInputException(
            "--role: write PART=ARN, because the use has " + Listing.allOf(parts));
      }
      if (parts.isEmpty()) {
        throw new BadInputException(
            "--role: the service itself makes all calls of `" + asked.name() + "`");
      }
      String part = equals < 0 ? parts.get(0) : text.substring(0, equals);
      if (!parts.contains(part)) {
        throw new BadInputException(
            "--role: "
                + Quoting.quoteShort(part)
                + " is no part of the use; it has "
                + Listing.allOf(parts));
      }
      if (callers.put(part, caller(part, text.substring(equals + 1))) != null) {
        throw new BadInputException("--role: there are two for `" + part + "`");
      }
    }
    return callers;
  }

  private static Caller caller(String part, String arn) {
    Caller parsed;
    try {
      parsed = Caller.parse(arn);
    } catch (InvalidNameException invalid) {
      throw new BadInputException("--role: " + invalid.getMessage());
    }
    if (parsed instanceof Caller.ServicePrincipal) {
      throw new BadInputException("--role: `" + arn + "` is a service, not a user or a role");
    }
    boolean isLinked =
        parsed instanceof Caller.RoleCaller role
            && role.path() instanceof Caller.RolePath.Known path
            && path.text().startsWith("/aws-service-role/");
    if (part.equals(ServiceUseQuery.LINKED_ROLE) && !isLinked) {
      throw new BadInputException(
          "--role: `"
              + arn
              + "` is no service-linked role; the ARN of one has the path"
              + " `/aws-service-role/SERVICE/`");
    }
    return parsed;
  }
}
