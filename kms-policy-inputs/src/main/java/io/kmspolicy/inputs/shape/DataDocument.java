package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.InputSyntaxException;
import io.kmspolicy.inputs.tree.Place;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import io.kmspolicy.inputs.tree.SourceNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The policy document that a data source {@code aws_iam_policy_document} will make of its
 * arguments. What the plan does not know of them is unresolved.
 *
 * @see <a
 *     href="https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document">Terraform:
 *     aws_iam_policy_document</a>
 */
final class DataDocument {

  private static final String STATEMENT = "statement";
  private static final String SID = "Sid";
  private static final String SOURCES = "source_policy_documents";
  private static final String OVERRIDES = "override_policy_documents";
  private static final String VERSION = "version";
  private static final String POLICY_ID = "policy_id";
  private static final String DEFAULT_VERSION = "2012-10-17";

  /** Documents that are merged, and earlier forms of them whose order is not stated. */
  private static final List<String> WHOLE =
      List.of(SOURCES, OVERRIDES, "source_json", "override_json", VERSION, POLICY_ID);

  private final TerraformPlace place;
  private final TerraformResource source;
  private final List<SourceNode> statements = new ArrayList<>();
  private String version = "";
  private Optional<SourceNode> id = Optional.empty();

  DataDocument(TerraformPlace place, TerraformResource source) {
    this.place = place;
    this.source = source;
  }

  /** The document, or why nothing of it is known. */
  SourceNode document() {
    Optional<Unresolved> open = open();
    if (open.isPresent()) {
      return open.get();
    }
    try {
      merge(SOURCES);
      mergeOwn();
      merge(OVERRIDES);
    } catch (InputSyntaxException malformed) {
      return source.because(
          "a document that `"
              + source.address()
              + "` merges is not JSON: "
              + malformed.getMessage());
    }
    if (statements.stream().anyMatch(DataDocument::hasOpenSid) && isMerged()) {
      return source.because(
          "which statements `"
              + source.address()
              + "` replaces is known only after the plan is"
              + " applied");
    }
    Place at = source.node().place();
    List<Member> members = new ArrayList<>();
    members.add(new Member("Version", at, new Text(version, at, offset -> at)));
    id.ifPresent(text -> members.add(new Member("Id", text.place(), text)));
    members.add(new Member("Statement", at, new Elements(statements, at)));
    return new Members(members, at);
  }

  private Optional<Unresolved> open() {
    if (source.isWhollyOpen(STATEMENT)) {
      return Optional.of(notYet(STATEMENT));
    }
    for (String member : WHOLE) {
      if (source.isOpen(member)) {
        return Optional.of(notYet(member));
      }
    }
    return List.of("source_json", "override_json").stream()
        .filter(member -> source.string(member).isPresent())
        .map(member -> source.because("`" + source.address() + "` has `" + member + "`"))
        .findFirst();
  }

  private Unresolved notYet(String member) {
    return source.because(
        "`" + member + "` of `" + source.address() + "` is known only after the plan is applied");
  }

  private boolean isMerged() {
    return !source.elements(SOURCES).isEmpty() || !source.elements(OVERRIDES).isEmpty();
  }

  private static boolean hasOpenSid(SourceNode statement) {
    return statement instanceof Unresolved
        || statement.member(SID).filter(Unresolved.class::isInstance).isPresent();
  }

  private void mergeOwn() {
    version(source.string(VERSION).orElse(DEFAULT_VERSION));
    id = source.text(POLICY_ID).map(SourceNode.class::cast).or(() -> id);
    List<SourceNode> own = source.listed(STATEMENT);
    List<SourceNode> unknown =
        source
            .unknown()
            .flatMap(all -> all.member(STATEMENT))
            .map(SourceNode::elements)
            .orElse(List.of());
    List<SourceNode> blocks =
        place.after().expressions(source, STATEMENT).stream()
            .flatMap(list -> list.elements().stream())
            .toList();
    boolean isAligned = blocks.size() == own.size();
    for (int i = 0; i < own.size(); i++) {
      add(
          new DataStatement(
                  place,
                  source,
                  i,
                  isAligned ? Optional.of(blocks.get(i)) : Optional.empty(),
                  !source.string(VERSION).orElse(DEFAULT_VERSION).equals("2008-10-17"))
              .of(own.get(i), i < unknown.size() ? Optional.of(unknown.get(i)) : Optional.empty()));
    }
  }

  private void version(String other) {
    version = other.compareTo(version) > 0 ? other : version;
  }

  private void merge(String member) throws InputSyntaxException {
    for (SourceNode text : source.elements(member)) {
      if (text instanceof Text known && !known.text().isEmpty()) {
        SourceNode document = SourceNodes.readInside(known);
        document.text("Version").ifPresent(this::version);
        id = document.member("Id").or(() -> id);
        Optional<SourceNode> all = document.member("Statement");
        boolean isOne = all.filter(Members.class::isInstance).isPresent();
        (isOne ? all.stream().toList() : all.map(SourceNode::elements).orElse(List.of()))
            .forEach(this::add);
      }
    }
  }

  /** A statement replaces the one with its id that was merged before it. */
  private void add(SourceNode statement) {
    Optional<String> sid = statement.text(SID).filter(text -> !text.isEmpty());
    for (int i = 0; sid.isPresent() && i < statements.size(); i++) {
      if (statements.get(i).text(SID).equals(sid)) {
        statements.set(i, statement);
        return;
      }
    }
    statements.add(statement);
  }
}
