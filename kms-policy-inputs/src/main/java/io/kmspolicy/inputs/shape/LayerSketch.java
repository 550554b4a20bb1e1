package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import java.util.ArrayList;
import java.util.List;

/** What a file says about one layer: its documents, and what the file leaves open. */
public final class LayerSketch {

  private final List<Candidate> documents = new ArrayList<>();
  private final List<Unresolved> open = new ArrayList<>();
  private final List<Unresolved> absent = new ArrayList<>();

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

  /** Adds all that is said about another layer. */
  public void addAll(LayerSketch other) {
    documents.addAll(other.documents);
    open.addAll(other.open);
    absent.addAll(other.absent);
  }

  /** Makes a document the only one. */
  public void replace(Candidate document) {
    documents.clear();
    open.clear();
    absent.clear();
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

  /** Whether the file says that there is nothing. */
  public boolean isEmpty() {
    return documents.isEmpty() && open.isEmpty() && absent.isEmpty();
  }
}
