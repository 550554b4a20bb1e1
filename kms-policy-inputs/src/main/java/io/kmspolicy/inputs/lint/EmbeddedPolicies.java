package io.kmspolicy.inputs.lint;

import io.kmspolicy.inputs.FoundPolicy;
import io.kmspolicy.inputs.InputException;
import io.kmspolicy.inputs.InputFile;
import io.kmspolicy.inputs.InputShape;
import io.kmspolicy.inputs.PolicyInputs;
import io.kmspolicy.inputs.ResourceAddresses;
import io.kmspolicy.inputs.UnresolvedPolicy;
import io.kmspolicy.lint.document.DocumentType;
import io.kmspolicy.lint.document.DocumentTypes;
import io.kmspolicy.lint.document.PolicyLayout;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.document.TextOrigin;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.SourceLocation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The policies inside files of other forms, such as templates and plans. The linter reads them as
 * documents of their own; what it finds is reported at its place in the file.
 */
public final class EmbeddedPolicies {

  private final PolicyInputs inputs;
  private final Map<String, Embedded> bySource = new LinkedHashMap<>();
  private final List<UnresolvedPolicy> unresolved = new ArrayList<>();
  private final List<UnresolvedPolicy> open = new ArrayList<>();
  private final Map<String, ResourceAddresses> addresses = new HashMap<>();

  /**
   * A policy in a file.
   *
   * @param linted the document as the linter reads it
   * @param shown the file, as the reports show it
   */
  private record Embedded(FoundPolicy policy, PolicyText linted, PolicyText shown) {}

  /**
   * A policy of a file.
   *
   * @param text the file
   * @param name the name of the policy in it
   */
  record InFile(PolicyText text, String name) {}

  /** The policies in files that are read in this way. */
  public EmbeddedPolicies(PolicyInputs inputs) {
    this.inputs = inputs;
  }

  /**
   * The policies of a file; empty if the file is a policy whose text is known, a list of grants or
   * something else. A text with a mistake is left to the reader of policies, which names all
   * mistakes.
   */
  public Optional<List<PolicyText>> in(String source, String text) {
    try {
      return in(source, text, inputs.read(source, text));
    } catch (InputException malformed) {
      return Optional.empty();
    }
  }

  /**
   * The policies in output of the AWS command line, or a policy with placeholders, read as
   * documents of a type; empty if the text is something else, which has to be a document itself.
   */
  Optional<List<PolicyText>> in(String source, String text, DocumentType type) {
    try {
      if (!(type instanceof DocumentType.Policy)) {
        return Optional.empty();
      }
      InputFile file = inputs.read(source, text);
      return file.shape() == InputShape.AWS_OUTPUT
          ? in(source, text, file, policy -> type, "")
          : withPlaceholders(source, text, Optional.of(type));
    } catch (InputException malformed) {
      return Optional.empty();
    }
  }

  /** The policies before a plan is applied. */
  public List<PolicyText> before(String source, String text) throws InputException {
    return in(source, text, inputs.readBefore(source, text)).orElse(List.of());
  }

  private Optional<List<PolicyText>> in(String source, String text, InputFile file) {
    if (file.shape() == InputShape.DOCUMENT || file.shape() == InputShape.OTHER) {
      return withPlaceholders(source, text, Optional.empty());
    }
    return in(
        source,
        text,
        file,
        policy -> new DocumentType.Policy(policy.type()),
        "of " + file.shape().words());
  }

  private Optional<List<PolicyText>> in(
      String source,
      String text,
      InputFile file,
      Function<FoundPolicy, DocumentType> type,
      String reason) {
    List<PolicyText> found = new ArrayList<>();
    addresses.put(source, file.addresses());
    TextOrigin origin = file.shape().isReturnedByAws() ? TextOrigin.AWS : TextOrigin.WRITTEN;
    for (FoundPolicy policy : file.policies()) {
      found.add(add(source, text, type.apply(policy), reason, policy, origin));
    }
    for (UnresolvedPolicy one : file.unresolved()) {
      Optional<FoundPolicy> known = one.known();
      if (one.mayConcernKms() && known.isPresent()) {
        open.add(one);
        found.add(add(source, text, type.apply(known.get()), reason, known.get(), TextOrigin.OPEN));
      } else if (one.mayConcernKms()) {
        unresolved.add(one);
      }
    }
    return Optional.of(found);
  }

  /**
   * A document that another program fills in; empty for any other. In a policy directory are
   * documents as AWS has them, in which a placeholder is the text that it is.
   */
  private Optional<List<PolicyText>> withPlaceholders(
      String source, String text, Optional<DocumentType> stated) {
    if (PolicyLayout.of(source).type().isPresent()) {
      return Optional.empty();
    }
    Optional<UnresolvedPolicy> found =
        PolicyInputs.withPlaceholders(source, text).filter(UnresolvedPolicy::mayConcernKms);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    FoundPolicy policy = found.get().known().orElseThrow();
    PolicyText shown =
        stated
            .map(type -> new PolicyText(source, 1, text, type, ""))
            .orElseGet(() -> DocumentTypes.infer(source, 1, text));
    PolicyText linted = shown.withText(policy.json()).withOpaqueParts();
    open.add(found.get());
    bySource.put(source, new Embedded(policy, linted, shown));
    return Optional.of(List.of(linted));
  }

  private PolicyText add(
      String source,
      String text,
      DocumentType type,
      String reason,
      FoundPolicy policy,
      TextOrigin origin) {
    String name = source + "#" + policy.name();
    for (int number = 2; bySource.containsKey(name); number++) {
      name = source + "#" + policy.name() + " (" + number + ")";
    }
    PolicyText whole = new PolicyText(name, 1, policy.json(), type, reason);
    PolicyText linted = whole.from(origin);
    bySource.put(name, new Embedded(policy, linted, new PolicyText(source, 1, text, type, reason)));
    return linted;
  }

  /** Names a file that has resources elsewhere than a template, whose policies are not checked. */
  void leaveOut(SourceLocation firstResource) {
    unresolved.add(
        new UnresolvedPolicy(
            Path.of(firstResource.source()).getFileName().toString(),
            PolicyType.KEY,
            "it is no template, whose resources are in `Resources` at its root",
            firstResource,
            true,
            Optional.empty()));
  }

  /** The policies that a file leaves open, that may name actions of KMS and are not checked. */
  public List<UnresolvedPolicy> unresolved() {
    return unresolved;
  }

  /** The policies that are checked although their file leaves values open. */
  List<UnresolvedPolicy> open() {
    return open;
  }

  /** The addresses of the resources of the files. */
  public Map<String, ResourceAddresses> addresses() {
    return addresses;
  }

  /** A finding at its place in the file. */
  public Finding located(Finding finding) {
    return new Finding(
        finding.rule(),
        finding.severity(),
        located(finding.location()),
        finding.statement(),
        finding.message(),
        finding.fix());
  }

  /** The place in the file of a location in a policy, as the linter reads it. */
  SourceLocation located(SourceLocation location) {
    Embedded embedded = bySource.get(location.source());
    return embedded == null
        ? location
        : embedded.policy().locate(embedded.shown().source(), location.line());
  }

  /** The file of a document as the linter reads it; empty if the document is a file itself. */
  Optional<InFile> fileOf(String source) {
    return Optional.ofNullable(bySource.get(source))
        .map(embedded -> new InFile(embedded.shown(), embedded.policy().name()));
  }

  /** The texts as the reports show them: embedded policies as the files that hold them. */
  List<PolicyText> shown(List<PolicyText> texts) {
    Map<PolicyText, PolicyText> shown = new HashMap<>();
    bySource.values().forEach(embedded -> shown.put(embedded.linted(), embedded.shown()));
    return texts.stream().map(text -> shown.getOrDefault(text, text)).toList();
  }
}
