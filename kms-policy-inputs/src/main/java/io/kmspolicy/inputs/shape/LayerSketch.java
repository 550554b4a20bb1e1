package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import java.util.ArrayList;
import java.util.List;

/** What a file says about one layer: its documents, and what the file leaves open. */
public final class LayerSketch {

  private final List<Candidate> documents = new ArrayList<>();
  private final List<Unresolved> open = new ArrayList<>();
  private final List<Unresolved> absent = new ArrayList<>();
  private final List<Unresolved> published = new ArrayList<>();

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
   * States that a part of the layer is a policy of AWS that is not in the file, and that says
   * nothing of KMS as AWS published it last.
   */
  void leaveToAws(Unresolved reason) {
    published.add(reason);
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

  /** The policies of AWS in the layer that say nothing of KMS as AWS published them last. */
  public List<Unresolved> published() {
    return published;
  }

  /** Whether the file says that there is nothing. */
  public boolean isEmpty() {
    return documents.isEmpty() && open.isEmpty() && absent.isEmpty() && published.isEmpty();
  }
}
