package io.kmspolicy.lint;

import io.kmspolicy.lint.analysis.EffectProofs;
import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.OpaqueVariants;
import io.kmspolicy.lint.analysis.Placeholders;
import io.kmspolicy.lint.analysis.StatedAccounts;
import io.kmspolicy.lint.check.DelegationCheck;
import io.kmspolicy.lint.check.GrantListCheck;
import io.kmspolicy.lint.check.PolicyChecks;
import io.kmspolicy.lint.check.Report;
import io.kmspolicy.lint.document.DocumentType;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.lockout.KnownPrincipals;
import io.kmspolicy.lint.lockout.NamedPrincipals;
import io.kmspolicy.lint.lockout.PlannedPrincipals;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.problem.Problem;
import io.kmspolicy.model.problem.ProblemCode;
import io.kmspolicy.model.reader.GrantReader;
import io.kmspolicy.model.reader.PolicyReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Checks KMS policies and grants for mistakes, risks and statements without effect.
 *
 * <pre>{@code
 * List<Finding> findings = new PolicyLinter().lint(List.of(text));
 * }</pre>
 *
 * <p>Stateless and safe to share between threads.
 */
public final class PolicyLinter {

  private final StatedAccounts accounts;
  private final ExistingPrincipals principals;

  /** Creates a linter with all rules. */
  public PolicyLinter() {
    this(StatedAccounts.none(), ExistingPrincipals.none());
  }

  private PolicyLinter(StatedAccounts accounts, ExistingPrincipals principals) {
    this.accounts = accounts;
    this.principals = principals;
  }

  /**
   * A linter of policies of one account. The path of a file in a policy directory has precedence.
   *
   * @param accountId the account that owns the keys of key policies, and the principals of others
   */
  public PolicyLinter ofAccount(String accountId) {
    return new PolicyLinter(new StatedAccounts(accountId, accounts.organization()), principals);
  }

  /**
   * A linter that knows accounts of one organization. What a key policy of one of them allows the
   * others is no {@link LintRule#CROSS_ACCOUNT_WITHOUT_ORG}.
   *
   * @param accountIds the accounts; none if no organization is known
   */
  public PolicyLinter withinOrganization(Set<String> accountIds) {
    return new PolicyLinter(new StatedAccounts(accounts.own(), accountIds), principals);
  }

  /**
   * A linter that reports the users and roles of key policies that do not exist, as {@link
   * LintRule#PRINCIPAL_NOT_FOUND}.
   *
   * @param known the users and roles that exist
   * @param changes what the source of a document does to users and roles
   * @param awaited receives for each key policy those of which it is not settled, and that must
   *     exist before the policy is set
   */
  public PolicyLinter knowing(
      KnownPrincipals known,
      Function<PolicyText, PlannedPrincipals> changes,
      BiConsumer<PolicyText, List<NamedPrincipals.Awaited>> awaited) {
    return new PolicyLinter(accounts, new ExistingPrincipals(known, changes, awaited));
  }

  /**
   * The findings in the documents, ordered by document and line. Documents are also checked against
   * each other: an identity policy against the key policies of the keys that it names.
   */
  public List<Finding> lint(List<PolicyText> texts) {
    return lint(texts, unused -> {});
  }

  /**
   * The findings in the documents, as {@link #lint(List)}.
   *
   * @param started receives each document before it is checked, to show the progress of a long run
   */
  public List<Finding> lint(List<PolicyText> texts, Consumer<PolicyText> started) {
    return lint(texts, started, new LintMemory());
  }

  /**
   * The findings in the documents, as {@link #lint(List)}.
   *
   * @param started receives each document before it is checked, to show the progress of a long run
   * @param memory knows the findings in documents of former runs, and gets those of this one
   */
  public List<Finding> lint(
      List<PolicyText> texts, Consumer<PolicyText> started, LintMemory memory) {
    List<Report> reports = new ArrayList<>();
    List<LintedPolicy> policies = new ArrayList<>();
    Set<Report> aboutOthers = new HashSet<>();
    Set<String> noted = new HashSet<>();
    for (PolicyText text : texts) {
      started.accept(text);
      Report report = new Report(text);
      reports.add(report);
      if (text.hasOpaqueParts()) {
        memory
            .findings(text, accounts, () -> ofTextsAlone().lintOpaque(text, memory.effects()))
            .stream()
            .filter(finding -> isNew(finding, noted))
            .forEach(report::add);
      } else if (isAboutOthers(lintAlone(text, report, memory, policies))) {
        aboutOthers.add(report);
      }
    }
    new DelegationCheck(policies).check(texts, reports);
    for (int i = 0; i < texts.size(); i++) {
      Report report = reports.get(i);
      if (texts.get(i).hasOpaqueParts()) {
        continue;
      }
      report.explain(Placeholders.in(texts.get(i)), !aboutOthers.contains(report));
    }
    return reports.stream().flatMap(report -> report.findings().stream()).toList();
  }

  /** Whether no document before it in the same file depends on the same values in the same way. */
  private static boolean isNew(Finding finding, Set<String> noted) {
    return finding.rule() != LintRule.PLACEHOLDER
        || noted.add(PolicyText.fileOf(finding.location().source()) + "\n" + finding.message());
  }

  /** The findings in a document alone; the policy, if it is one, joins the others. */
  private Optional<LintedPolicy> lintAlone(
      PolicyText text, Report report, LintMemory memory, List<LintedPolicy> policies) {
    try {
      if (text.type() instanceof DocumentType.Policy policy) {
        LintedPolicy linted = read(text, policy.type(), memory.effects());
        memory.findings(text, accounts, () -> check(linted)).forEach(report::add);
        principals.check(linted, report);
        policies.add(linted);
        return Optional.of(linted);
      }
      List<Grant> grants = GrantReader.create().source(text.source()).read(text.text());
      new GrantListCheck(tree(text), text).check(grants, report);
    } catch (PolicySyntaxException e) {
      e.problems().forEach(problem -> add(problem, text, report));
    }
    return Optional.empty();
  }

  private static boolean isAboutOthers(Optional<LintedPolicy> policy) {
    return policy
        .filter(one -> one.statements().stream().allMatch(view -> view.actions().isEmpty()))
        .isPresent();
  }

  /** The values that stand for open ones are no names that must exist. */
  private PolicyLinter ofTextsAlone() {
    return new PolicyLinter(accounts, ExistingPrincipals.none());
  }

  /** A document whose source leaves values open is checked with values of every form. */
  private List<Finding> lintOpaque(PolicyText text, EffectProofs effects) {
    OpaqueVariants variants = new OpaqueVariants(text);
    List<List<Finding>> runs = new ArrayList<>();
    boolean isAboutKms = lint(variants, variants.texts(), runs, effects);
    List<List<Finding>> withoutOpenDeny = new ArrayList<>();
    lint(variants, variants.textsWithoutOpenDeny(), withoutOpenDeny, effects);
    List<List<Finding>> unlikely = new ArrayList<>();
    lint(variants, variants.unlikelyTexts(), unlikely, effects);
    List<List<Finding>> expected = new ArrayList<>();
    lint(variants, variants.textsOfExpectedForm(), expected, effects);
    return new OpaqueReport(variants, runs, withoutOpenDeny, unlikely, expected)
        .findings(text, isAboutKms);
  }

  /** Whether one of the variants has an action of KMS. */
  private boolean lint(
      OpaqueVariants variants,
      List<PolicyText> texts,
      List<List<Finding>> runs,
      EffectProofs effects) {
    boolean isAboutKms = false;
    for (PolicyText variant : texts) {
      Report report = new Report(variant);
      boolean others =
          isAboutOthers(lintAlone(variant, report, new LintMemory(effects), new ArrayList<>()));
      report.explain(Placeholders.in(variant), !others);
      runs.add(OpaqueReport.present(variants, variant, report.findings()));
      isAboutKms |= !others;
    }
    return isAboutKms;
  }

  private LintedPolicy read(PolicyText text, PolicyType type, EffectProofs effects) {
    PolicyDocument document = PolicyReader.forType(type).source(text.source()).read(text.text());
    return new LintedPolicy(text, type, document, tree(text), accounts, effects);
  }

  private static List<Finding> check(LintedPolicy policy) {
    Report report = new Report(policy.text());
    PolicyChecks.ALL.forEach(check -> check.check(policy, report));
    return report.findings();
  }

  private static JsonTree tree(PolicyText text) {
    try {
      String json = text.text().startsWith("\ufeff") ? text.text().substring(1) : text.text();
      return JsonTree.parse(json);
    } catch (IOException e) {
      throw new UncheckedIOException("a document that was read is JSON", e);
    }
  }

  private static void add(Problem problem, PolicyText text, Report report) {
    SourceLocation at = problem.location();
    boolean principal =
        problem.code() == ProblemCode.ELEMENT_NOT_ALLOWED
            && at.pointer().endsWith("Principal")
            && text.type() instanceof DocumentType.Policy policy
            && !policy.type().namesPrincipals();
    String message = problem.message();
    int advice = message.lastIndexOf("; ");
    report.add(
        principal ? LintRule.PRINCIPAL_IN_IDENTITY_POLICY : LintRule.INVALID_DOCUMENT,
        at,
        advice < 0 ? message : message.substring(0, advice),
        advice < 0 ? fix(problem.code()) : message.substring(advice + 2));
  }

  /** The advice for a problem whose message has none. */
  private static String fix(ProblemCode code) {
    return switch (code) {
      case MALFORMED_JSON -> "make the text well-formed JSON";
      case WRONG_TYPE -> "write a value of the expected type";
      case LIMIT_EXCEEDED -> "shorten the document";
      case NULL_VALUE -> "remove the member, or give it a value";
      default -> "correct the text (" + code.text() + ")";
    };
  }
}
