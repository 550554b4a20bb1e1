package io.kmspolicy.inputs;

import io.kmspolicy.inputs.tree.DocumentWriter;
import io.kmspolicy.inputs.tree.Place;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.reader.PolicyReader;
import java.util.List;

/**
 * A policy document in a file of another form. Immutable.
 *
 * <p>The document is written again, with one name or value on each line, so that the line of a
 * location in it leads back to the file.
 */
public final class FoundPolicy {

  private final String name;
  private final PolicyType type;
  private final String json;
  private final List<Place> places;
  private final boolean hasOpaqueParts;

  FoundPolicy(String name, PolicyType type, SourceNode document) {
    this(name, type, document, false);
  }

  /** A document with opaque parts in place of the values that its file leaves open. */
  static FoundPolicy withOpaqueParts(String name, PolicyType type, SourceNode document) {
    return new FoundPolicy(name, type, document, true);
  }

  private FoundPolicy(String name, PolicyType type, SourceNode document, boolean hasOpaqueParts) {
    this.hasOpaqueParts = hasOpaqueParts;
    DocumentWriter written = new DocumentWriter(document);
    this.name = name;
    this.type = type;
    this.json = written.json();
    this.places = written.places();
  }

  /** Its name in the file, such as the logical name of a resource. */
  public String name() {
    return name;
  }

  /** The type of the policy. */
  public PolicyType type() {
    return type;
  }

  /** The document. */
  public String json() {
    return json;
  }

  /** Whether the document has opaque parts in place of values that its file leaves open. */
  public boolean hasOpaqueParts() {
    return hasOpaqueParts;
  }

  /**
   * The location in the file of what stands on a line of the document.
   *
   * @param source the name of the file
   * @param line the line of the document, counted from 1
   */
  public SourceLocation locate(String source, int line) {
    return places.get(Math.max(0, Math.min(line, places.size()) - 1)).in(source);
  }

  /**
   * Reads the document. Its statements have their locations in the file; one whose values the file
   * leaves open is read as its bounds (rule 1.13).
   *
   * @param source the name of the file
   * @param as the type as which it is used
   * @throws InputException if the document has a mistake
   */
  public NamedPolicy read(String source, PolicyType as) throws InputException {
    PolicyDocument plain;
    try {
      PolicyReader reader = PolicyReader.forType(as);
      plain = (hasOpaqueParts ? reader.withOpaqueParts() : reader).read(json);
    } catch (PolicySyntaxException rejection) {
      int line = rejection.problems().get(0).location().line();
      throw InputException.of(locate(source, line), rejection);
    }
    List<Statement> statements =
        plain.statements().stream().map(statement -> located(statement, source)).toList();
    return new NamedPolicy(name, new PolicyDocument(plain.version(), plain.id(), statements));
  }

  private Statement located(Statement statement, String source) {
    return new Statement(
        statement.sid(),
        statement.effect(),
        statement.principal(),
        statement.action(),
        statement.resource(),
        statement.condition(),
        locate(source, statement.location().line()));
  }
}
