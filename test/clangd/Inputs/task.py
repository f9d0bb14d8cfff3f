"""Does what VS Code does with the task in the documentation:
task.py PAGE PLUGIN CLANG-TIDY FILE"""

import json
import os
import re
import subprocess
import sys

page, plugin, clang_tidy, file = sys.argv[1:]
with open(page, encoding="utf-8") as text:
    blocks = re.findall(r"```json\n(.*?)```", text.read(), re.DOTALL)
task, = (task for block in map(json.loads, blocks)
         for task in block.get("tasks", []))
arguments = [{"-load=/path/to/ConcurrencyTidy.so": f"-load={plugin}",
              "${file}": file}.get(a, a) for a in task["args"]]
output = subprocess.run([clang_tidy, *arguments, "--config={}"], text=True,
                        stdout=subprocess.PIPE,
                        stderr=subprocess.DEVNULL).stdout
pattern = task["problemMatcher"]["pattern"]
for line in output.splitlines():
    if found := re.search(pattern["regexp"], line):
        get = lambda part: found[pattern[part]]
        print(f"task: {os.path.basename(get('file'))} {get('line')} "
              f"{get('column')} {get('severity')} {get('message')} "
              f"[{get('code')}]")
print("end of task")
