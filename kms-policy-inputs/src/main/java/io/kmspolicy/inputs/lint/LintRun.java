package io.kmspolicy.inputs.lint;

import io.kmspolicy.inputs.UnresolvedPolicy;
import io.kmspolicy.inputs.address.Addresses;
import io.kmspolicy.lint.LintResult;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.file.LintNotes;
import io.kmspolicy.lint.report.Comparison;
import io.kmspolicy.lint.report.LintReport;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.report.ResourcePlace;
import io.kmspolicy.model.text.Quoting;
import java.io.PrintWriter;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.UnaryOperator;

/** The documents of a run of the linter, and its findings. Immutable. */
public final class LintRun {

  private final List<PolicyText> policies;
  private final List<PolicyText> withOpaqueParts;
  private final List<PolicyText> shown;
  private final LintResult result;
  private final IdentityHashMap<SourceLocation, String> names;
  private final UnaryOperator<SourceLocation> places;
  private final Addresses addresses;
  private final List<UnresolvedPolicy> unresolved;
  private final List<UnresolvedPolicy> open;
  private final List<String> unreadable;
  private final LintNotes notes;

  /**
   * A run.
   *
   * @param documents the documents that the linter read
   * @param result the findings after the settings were applied
   * @param names the names of the documents of the findings, by the identity of their locations
   * @param addresses the addresses of the resources of files
   * @param notes what is to be named beside the findings
   */
  public LintRun(
      LintedDocuments documents,
      LintResult result,
      IdentityHashMap<SourceLocation, String> names,
      Addresses addresses,
      LintNotes notes) {
    this.policies = documents.texts().stream().filter(text -> !text.hasOpaqueParts()).toList();
    this.withOpaqueParts = documents.texts().stream().filter(PolicyText::hasOpaqueParts).toList();
    this.shown = documents.shown();
    this.result = result;
    this.names = new IdentityHashMap<>(names);
    this.places = documents.embedded()::located;
    this.addresses = addresses;
    this.unresolved = List.copyOf(documents.embedded().unresolved());
    this.open = List.copyOf(documents.embedded().open());
    this.unreadable =
        documents.unreadable().stream().map(finding -> finding.location().source()).toList();
    this.notes = notes;
  }

  /**
   * The documents whose whole text is known, as the linter read them: a policy inside a template is
   * one of its own.
   */
  public List<PolicyText> policies() {
    return policies;
  }

  /** The documents of which files leave values open, with opaque parts in their places. */
  public List<PolicyText> withOpaqueParts() {
    return withOpaqueParts;
  }

  /** The documents as reports show them: a policy inside a template as the template. */
  public List<PolicyText> shown() {
    return shown;
  }

  /** The findings after the settings were applied. */
  public LintResult result() {
    return result;
  }

  /** The policies that files leave open, which were not checked. */
  public List<UnresolvedPolicy> unresolved() {
    return unresolved;
  }

  /** The policies of which files leave values open, which were checked as far as they are known. */
  public List<UnresolvedPolicy> open() {
    return open;
  }

  /** The files that are of no known form or not UTF-8, whose policies are not known. */
  public List<String> unreadable() {
    return unreadable;
  }

  /** Whether a finding is about a policy, and not that a file cannot be read. */
  public boolean isOfPolicy(Finding finding) {
    return !unreadable.contains(finding.location().source());
  }

  /** The name of the document of a finding: its file, or its file and its name in the file. */
  public String policyOf(Finding finding) {
    return names.getOrDefault(finding.location(), finding.location().source());
  }

  /** The place in a file of a location in a document as the linter read it. */
  public SourceLocation place(SourceLocation location) {
    return places.apply(location);
  }

  /** The addresses of the resources of the files. */
  public Addresses addresses() {
    return addresses;
  }

  /** The place of a finding, with the resource that it is about. */
  public ResourcePlace placeOf(Finding finding) {
    return addresses.of(inFile(policyOf(finding)), finding.location());
  }

  /** The place of a policy that its file leaves open. */
  public ResourcePlace placeOf(UnresolvedPolicy open) {
    return addresses.of(open.name(), open.location());
  }

  /** What the run reports of its findings. */
  public LintReport report(Comparison compared) {
    return new LintReport(
        shown,
        compared,
        this::placeOf,
        unresolved.stream()
            .map(open -> new LintReport.Unchecked(open.name(), open.reason(), placeOf(open)))
            .toList());
  }

  /** The name of a document in its file; empty if the file is the document. */
  public static String inFile(String document) {
    int separator = document.indexOf('#');
    return separator < 0 ? "" : document.substring(separator + 1);
  }

  /** Policies that were not checked are named even with {@code --quiet}. */
  public static void note(List<UnresolvedPolicy> unchecked, Addresses addresses, PrintWriter err) {
    for (UnresolvedPolicy open : unchecked) {
      String place = addresses.of(open.name(), open.location()).file();
      err.println(
          Quoting.escape(place + ": `" + open.name() + "` is not checked: " + open.reason()));
    }
    if (unchecked.stream().anyMatch(open -> open.reason().contains(" is not stated"))) {
      err.println(
          "state such values with --account, --region, --parameter NAME=VALUE and --parameters"
              + " FILE");
    }
  }

  /** Names the settings, and the files that were left out. */
  public void note(PrintWriter err) {
    notes.print(err);
  }
}
