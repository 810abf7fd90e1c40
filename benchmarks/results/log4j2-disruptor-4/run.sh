# From the directory of this file; R is the local Maven repository.
R=${R:-$HOME/.m2/repository}
L=$R/org/apache/logging/log4j
work=$(mktemp -d)
cp Lines.java.txt $work/Lines.java
jars=$L/log4j-api/2.26.1/log4j-api-2.26.1.jar:$L/log4j-core/2.26.1/log4j-core-2.26.1.jar
javac -proc:none -d $work -cp $jars $work/Lines.java
for disruptor in 3.4.4 4.0.0; do
  echo "Log4j2 2.26.1, Disruptor $disruptor"
  for of in "Timeout 1 100000 4096" "Timeout 2 100000 4096" "Yield 2 100000 4096" "Sleep 2 100000 4096" "Timeout 2 100000 128"; do
    for start in 1 2 3; do
      java -cp $work:$jars:$R/com/lmax/disruptor/$disruptor/disruptor-$disruptor.jar Lines $of 2>&1 | head -20
    done
  done
done
