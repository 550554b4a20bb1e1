package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a file says about one layer: its documents, and what the file leaves open. */
public final class LayerSketch {

  private final List<Candidate> documents = new ArrayList<>();
  private final List<Unresolved> open = new ArrayList<>();
  private final List<Unresolved> absent = new ArrayList<>();
  private final List<Published> published = new ArrayList<>();

  /**
   * A policy of AWS.
   *
   * @param reason that it is not in the file
   * @param document what it says of KMS; empty if that is nothing
   */
  public record Published(Unresolved reason, Optional<Candidate> document) {}

  /** A layer of which nothing is said yet. */
  public LayerSketch() {}

  /** Adds a document. */
  public void add(Candidate document) {
    documents.add(document);
  }

  /** States that a part of the layer is not known. */
  public void leaveOpen(Unresolved reason) {
    open.add(reason);
  }

  /** States that the file says nothing of the layer, so that another file may settle it. */
  public void leaveAbsent(Unresolved reason) {
    absent.add(reason);
  }

  /**
   * States that a part of the layer is a policy of AWS that is not in the file, and of which is
   * known what it says of KMS as AWS published it last.
   */
  void leaveToAws(Published policy) {
    published.add(policy);
  }

  /** Adds all that is said about another layer. */
  public void addAll(LayerSketch other) {
    documents.addAll(other.documents);
    open.addAll(other.open);
    absent.addAll(other.absent);
    published.addAll(other.published);
  }

  /** Makes a document the only one. */
  public void replace(Candidate document) {
    documents.clear();
    open.clear();
    absent.clear();
    published.clear();
    documents.add(document);
  }

  /** The documents. */
  public List<Candidate> documents() {
    return documents;
  }

  /** What is not known. */
  public List<Unresolved> open() {
    return open;
  }

  /** Why the file says nothing of the layer. */
  public List<Unresolved> absent() {
    return absent;
  }

  /** The policies of AWS in the layer that are not in the file, as AWS published them last. */
  public List<Published> published() {
    return published;
  }

  /** Whether the file says that there is nothing. */
  public boolean isEmpty() {
    return documents.isEmpty() && open.isEmpty() && absent.isEmpty() && published.isEmpty();
  }
}
