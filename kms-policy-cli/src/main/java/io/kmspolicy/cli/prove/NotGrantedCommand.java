package io.kmspolicy.cli.prove;

import io.kmspolicy.analysis.query.ActionPatterns;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.engine.proof.RequestFilter;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.problem.BadInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kms-policy prove not-granted}: whether some requests are never allowed. */
@Command(
    name = NotGrantedCommand.NAME,
    header = "Proves that no request of some actions and callers is allowed.")
public final class NotGrantedCommand extends RequestsCommand {

  static final String NAME = "not-granted";

  private static final Pattern SERVICE = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)+");

  @Option(
      names = "--action",
      required = true,
      paramLabel = "ACTION",
      description = "An action or a pattern of actions; can be repeated.")
  private List<String> actions = new ArrayList<>();

  @Option(
      names = "--principal",
      paramLabel = "PATTERN",
      description = {
        "The callers: a pattern of aws:PrincipalArn with * and ?, or the name of a service. The six"
            + " parts of an ARN are compared one by one, as ArnLike does. Without it, all callers."
      })
  private String principal = "";

  /** A command with this input and output. */
  public NotGrantedCommand(CliContext context) {
    super(context, NAME);
  }

  @Override
  RequestFilter requests() {
    List<String> named = ActionPatterns.matching(actions).stream().map(KmsAction::name).toList();
    return RequestFilter.all().actions(named).principal(pattern());
  }

  /** The pattern, if some caller can match it. */
  private String pattern() {
    if (principal.isEmpty() || SERVICE.matcher(principal).matches()) {
      return principal;
    }
    if (principal.contains(":assumed-role/")) {
      throw new BadInputException(
          "--principal: no aws:PrincipalArn is `"
              + principal
              + "`; for a session it is the ARN of its role, such as"
              + " `arn:aws:iam::111122223333:role/App`");
    }
    if (!principal.startsWith("arn:") && !principal.startsWith("*")) {
      throw new BadInputException(
          "--principal: `"
              + principal
              + "` is neither a pattern of ARNs, such as `arn:aws:iam::111122223333:*`, nor the"
              + " name of a service, such as `s3.amazonaws.com`");
    }
    return principal;
  }
}
