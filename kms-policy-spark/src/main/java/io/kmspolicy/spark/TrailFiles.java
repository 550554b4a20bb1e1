package io.kmspolicy.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The files of a trail as rows with the columns {@code source}, {@code path} and {@code content}.
 * Spark's data source for binary files reads them; it leaves out files whose names begin with an
 * underscore or a period.
 */
public final class TrailFiles {

  static final String SOURCE = "source";
  static final String PATH = "path";
  static final String CONTENT = "content";

  private static final String FORMAT = "binaryFile";
  private static final String ENDINGS = "*.{json,json.gz,jsonl,jsonl.gz,ndjson,ndjson.gz}";

  private TrailFiles() {}

  /**
   * The files that are named, and the files inside named directories.
   *
   * @param names files and directories of any file system that Spark reads
   * @throws IOException if a name does not exist
   * @throws IllegalArgumentException if there is no name
   */
  public static Dataset<Row> of(SparkSession spark, List<String> names) throws IOException {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("no file and no directory is named");
    }
    Dataset<Row> all = of(spark, 0, names.get(0));
    for (int i = 1; i < names.size(); i++) {
      all = all.union(of(spark, i, names.get(i)));
    }
    return all;
  }

  /** The names of the files begin with the name as it was given, as on the command line. */
  private static Dataset<Row> of(SparkSession spark, int source, String name) throws IOException {
    String given =
        name.length() > 1 && name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    Path path = new Path(given);
    FileSystem system = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
    boolean directory = system.getFileStatus(path).isDirectory();
    int prefix = system.makeQualified(path).toString().length();
    Dataset<Row> files =
        directory
            ? spark
                .read()
                .format(FORMAT)
                .option("recursiveFileLookup", "true")
                .option("pathGlobFilter", ENDINGS)
                .load(given)
            : spark.read().format(FORMAT).load(given);
    return files.select(
        lit(source).as(SOURCE),
        concat(lit(given), expr("substring(path, " + (prefix + 1) + ")")).as(PATH),
        col(CONTENT));
  }

  /** The number of the name with the file; 0 for rows without this column. */
  static int source(Row file) {
    Optional<String> column =
        Arrays.stream(file.schema().fieldNames()).filter(SOURCE::equals).findFirst();
    return column.isPresent() ? file.<Integer>getAs(SOURCE) : 0;
  }
}
