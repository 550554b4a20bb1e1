package io.kmspolicy.cli.lint;

import io.kmspolicy.cli.input.SourceOption;
import io.kmspolicy.cli.input.StatedValues;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.OptionWords;
import io.kmspolicy.cli.io.Progress;
import io.kmspolicy.inputs.PolicyInputs;
import io.kmspolicy.inputs.ignore.ExcludedFiles;
import io.kmspolicy.inputs.lint.EmbeddedPolicies;
import io.kmspolicy.inputs.lint.LintRun;
import io.kmspolicy.inputs.lint.LintedDocuments;
import io.kmspolicy.inputs.lint.LintedFiles;
import io.kmspolicy.inputs.lint.LintedPrincipals;
import io.kmspolicy.inputs.tree.YamlTree;
import io.kmspolicy.lint.LintMemory;
import io.kmspolicy.lint.LintResult;
import io.kmspolicy.lint.PolicyLinter;
import io.kmspolicy.lint.document.DocumentType;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.file.LintNotes;
import io.kmspolicy.lint.file.SettingsFiles;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.BadInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say how files are read and linted. */
public final class LintOptions {

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description =
          "The layer of the documents: identity, boundary, session, scp, rcp, key-policy, endpoint"
              + " or grants. By default it is inferred and reported.")
  private String type = "";

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      description =
          "A YAML or JSON file with severities of rules and accepted findings. By default it is the"
              + " nearest .kms-policy.yaml or .kms-policy.json in the directory of each file or"
              + " above it.")
  private @Nullable String settings;

  @Mixin private StatedValues stated = new StatedValues();

  @Mixin private SourceOption source = new SourceOption();

  @Option(
      names = "--exclude",
      paramLabel = "PATTERN",
      description =
          "Leave out files and folders of directories with this name or path, such as cdk.out or"
              + " **/test/*.json; may be repeated.")
  private List<String> exclude = new ArrayList<>();

  @Option(
      names = "--no-ignore",
      description = "In directories, also read the files that .gitignore files leave out.")
  private boolean readsIgnored;

  @Option(
      names = {"-q", "--quiet"},
      description =
          "Do not name the settings, the JSON files that are no policies, and ignored files.")
  private boolean quiet;

  /** A command that lints two states checks the documents once that both have. */
  private final LintMemory memory = new LintMemory();

  /** The account that owns the keys; empty if it is not given. */
  public String account() {
    return stated.account();
  }

  /**
   * Reads and lints files and directories.
   *
   * @param line the command, for mistakes in its options
   * @param organization the accounts that are stated to be of one organization
   */
  public LintRun run(
      CliContext context, CommandLine line, List<String> names, Set<String> organization) {
    return run(context, line, names, LintedPrincipals.within(organization));
  }

  /** As {@link #run(CliContext, CommandLine, List, Set)}, with the users and roles that exist. */
  LintRun run(
      CliContext context, CommandLine line, List<String> names, LintedPrincipals principals) {
    Optional<DocumentType> stated =
        type.isEmpty() ? Optional.empty() : Optional.of(documentType(context, line));
    EmbeddedPolicies embedded = new EmbeddedPolicies(inputs(context));
    LintedFiles linted =
        new LintedFiles(
            stated,
            new FilesOfCommand(context),
            new ExcludedFiles(exclude),
            !readsIgnored,
            embedded);
    try {
      LintRun run =
          run(context, read(context, names, linted, embedded), linted, embedded, principals);
      if (!quiet) {
        principals.note(context.err());
      }
      return run;
    } catch (IOException e) {
      throw BadInputException.of(e);
    }
  }

  /**
   * Lints the policies of a file before a change, of which there may be none.
   *
   * @param isPlan whether the file is a Terraform plan, and the policies are those before it
   * @param organization the accounts that are stated to be of one organization
   */
  public LintRun runBefore(
      CliContext context, String name, String text, boolean isPlan, Set<String> organization) {
    EmbeddedPolicies embedded = new EmbeddedPolicies(inputs(context));
    LintedFiles none =
        new LintedFiles(
            Optional.empty(),
            new FilesOfCommand(context),
            new ExcludedFiles(exclude),
            !readsIgnored,
            embedded);
    try {
      List<PolicyText> texts =
          isPlan ? embedded.before(name, text) : embedded.in(name, text).orElseGet(List::of);
      return run(context, texts, none, embedded, LintedPrincipals.within(organization));
    } catch (IOException e) {
      throw BadInputException.of(e);
    }
  }

  /** Reads files of other forms than policy documents, with the values that the options state. */
  public PolicyInputs inputs(CliContext context) {
    return stated.inputs(context);
  }

  /** The values that the options state about files. */
  public StatedValues stated() {
    return stated;
  }

  private static List<Object> about(String document, Finding finding) {
    SourceLocation at = finding.location();
    return List.of(document, finding.rule(), at.line(), at.column(), finding.message());
  }

  private LintRun run(
      CliContext context,
      List<PolicyText> texts,
      LintedFiles linted,
      EmbeddedPolicies embedded,
      LintedPrincipals principals)
      throws IOException {
    PolicyLinter plain =
        account().isEmpty() ? new PolicyLinter() : new PolicyLinter().ofAccount(account());
    PolicyLinter linter = principals.linter(plain, embedded, inputs(context));
    LintedDocuments documents = new LintedDocuments(texts, embedded, linted.unreadable());
    Set<String> sources = new LinkedHashSet<>();
    documents.shown().forEach(text -> sources.add(text.source()));
    List<Finding> findings = new ArrayList<>();
    IdentityHashMap<SourceLocation, String> policies = new IdentityHashMap<>();
    Set<String> open = new HashSet<>();
    texts.stream().filter(PolicyText::hasOpaqueParts).forEach(text -> open.add(text.source()));
    Set<List<Object>> said = new HashSet<>();
    for (Finding finding : lint(context, linter, texts)) {
      Finding located = embedded.located(finding);
      String document = finding.location().source();
      if (open.contains(document) && !said.add(about(document, located))) {
        continue; // Both statements of an `Fn::If` inside one have what stands beside it.
      }
      policies.put(located.location(), finding.location().source());
      findings.add(located);
    }
    findings.addAll(documents.unreadable());
    SettingsFiles files = new SettingsFiles(context::resolve, YamlTree::parse, settings);
    LintResult result = files.apply(sources, findings);
    return new LintRun(
        documents,
        result,
        policies,
        source.addresses(context, embedded.addresses()),
        quiet
            ? LintNotes.NONE
            : new LintNotes(
                linted.ignored(), linted.others(), settings != null ? Set.of() : files.used()));
  }

  private List<PolicyText> read(
      CliContext context, List<String> names, LintedFiles linted, EmbeddedPolicies embedded)
      throws IOException {
    try {
      return linted.read(names);
    } finally {
      LintRun.note(
          embedded.unresolved(), source.addresses(context, embedded.addresses()), context.err());
    }
  }

  private List<Finding> lint(CliContext context, PolicyLinter linter, List<PolicyText> texts) {
    Progress progress = new Progress(context, "policies");
    try {
      return linter.lint(texts, text -> progress.step(text.source()), memory);
    } finally {
      progress.clear();
    }
  }

  private DocumentType documentType(CliContext context, CommandLine line) {
    Optional<DocumentType> found = DocumentType.parse(type);
    if (found.isPresent() && !found.get().id().equals(type)) {
      context
          .err()
          .println(
              "warning: --type: write `"
                  + found.get().id()
                  + "` for `"
                  + type
                  + "`, which the next version refuses");
    }
    return found.orElseThrow(
        () ->
            OptionWords.wrong(
                line, "--type", type, DocumentType.all().stream().map(DocumentType::id).toList()));
  }
}
