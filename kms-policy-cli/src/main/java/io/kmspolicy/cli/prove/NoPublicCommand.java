package io.kmspolicy.cli.prove;

import io.kmspolicy.cli.io.AccountOption;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.engine.proof.RequestFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kms-policy prove no-public}: whether callers that are not trusted are never allowed. */
@Command(
    name = NoPublicCommand.NAME,
    header = "Proves that no caller outside of trusted accounts is allowed anything.",
    description = "The account of the key is trusted. AWS services are no callers of accounts.")
public final class NoPublicCommand extends RequestsCommand {

  static final String NAME = "no-public";

  @Option(
      names = "--trusted-account",
      paramLabel = "ID",
      description = "An account that is trusted; can be repeated.")
  private List<String> accounts = new ArrayList<>();

  @Option(
      names = "--trusted-org",
      paramLabel = "ID",
      description = "The organization whose callers are trusted, by aws:PrincipalOrgID.")
  private @Nullable String organization;

  /** A command with this input and output. */
  public NoPublicCommand(CliContext context) {
    super(context, NAME);
  }

  @Override
  RequestFilter requests() {
    accounts.forEach(account -> AccountOption.checked("--trusted-account", account));
    return RequestFilter.all().outside(Set.copyOf(accounts), Optional.ofNullable(organization));
  }
}
