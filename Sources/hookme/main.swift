import Daemon

await runCommandLine()
