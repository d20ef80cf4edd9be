@echo off
rem SPDX-License-Identifier: Apache-2.0
rem ---------------------------------------------------------------------------
rem Takes event logs and the state of a Windows PC that is cut off from the
rem network, with nothing but cmd and the tools every Windows has. It changes
rem no setting, stops nothing and sends nothing. Run it as administrator.
rem
rem   collect.cmd [folder] [/all] [/en] [/ja]
rem     folder   where to write; the folder of this file unless given
rem     /all     every event log that holds records, not the usual ones only
rem     /en /ja  language of the messages; the PC's own unless given
rem
rem Exit codes: 0 all taken; 1 something is missing, see missing.txt;
rem             2 nowhere to write; 3 wrong argument.
rem
rem This file holds ASCII only: cmd reads it by the PC's code page. Japanese
rem messages stand in collect.ja.txt (UTF-8) and are read with code page 65001.
rem ---------------------------------------------------------------------------
setlocal EnableExtensions DisableDelayedExpansion
set "HERE=%~dp0"
set "TARGET="
set "ALL="
set "LANGUAGE="

:arguments
if "%~1"=="" goto :arguments_done
if /i "%~1"=="/all" (set "ALL=yes" & shift & goto :arguments)
if /i "%~1"=="/en" (set "LANGUAGE=en" & shift & goto :arguments)
if /i "%~1"=="/ja" (set "LANGUAGE=ja" & shift & goto :arguments)
set "ARGUMENT=%~1"
if "%ARGUMENT:~0,1%"=="/" goto :usage
if defined TARGET goto :usage
set "TARGET=%ARGUMENT%"
shift
goto :arguments
:arguments_done
if not defined TARGET set "TARGET=%HERE%"
if "%TARGET:~-1%"=="\" set "TARGET=%TARGET:~0,-1%"

rem --- language and code page -------------------------------------------------
set "CODEPAGE="
for /f "tokens=2 delims=:." %%c in ('chcp') do set "CODEPAGE=%%c"
if defined CODEPAGE set "CODEPAGE=%CODEPAGE: =%"
if not defined CODEPAGE set "CODEPAGE=unknown"
if not defined LANGUAGE (
  set "LANGUAGE=en"
  if "%CODEPAGE%"=="932" set "LANGUAGE=ja"
)
call :english
if "%LANGUAGE%"=="ja" call :japanese

rem --- where to write ---------------------------------------------------------
set "STAMP="
for /f "tokens=2 delims==." %%t in ('wmic os get localdatetime /value 2^>nul') do set "STAMP=%%t"
if not defined STAMP set "STAMP=%DATE%-%TIME%"
set "STAMP=%STAMP:/=%"
set "STAMP=%STAMP::=%"
set "STAMP=%STAMP:.=%"
set "STAMP=%STAMP:,=%"
set "STAMP=%STAMP: =%"
set "STAMP=%STAMP:(=%"
set "STAMP=%STAMP:)=%"
set "OUT=%TARGET%\%COMPUTERNAME%-%STAMP%"
mkdir "%OUT%" >nul 2>&1
if not exist "%OUT%\" (
  set "OUT=%TARGET%\%COMPUTERNAME%-%RANDOM%%RANDOM%"
)
if not exist "%OUT%\" mkdir "%OUT%" >nul 2>&1
if not exist "%OUT%\" goto :nowhere
for %%d in (logs registry state network files) do mkdir "%OUT%\%%d" >nul 2>&1
>"%OUT%\about.txt" 2>nul echo begin=%DATE% %TIME%
if not exist "%OUT%\about.txt" goto :nowhere
set "MISSING=%OUT%\missing.txt"
set "ERRORS=%OUT%\errors.txt"

echo.
echo %M_START%
call :show OUT
echo.

rem --- administrator or not ---------------------------------------------------
set "ADMINISTRATOR=yes"
fltmc >nul 2>&1
if errorlevel 1 set "ADMINISTRATOR=no"
if "%ADMINISTRATOR%"=="no" (
  echo %M_NOT_ADMIN_1%
  echo %M_NOT_ADMIN_2%
  echo.
)

rem --- about this collection --------------------------------------------------
for %%V in (COMPUTERNAME USERDOMAIN USERNAME ADMINISTRATOR CODEPAGE PROCESSOR_ARCHITECTURE) do (
  >>"%OUT%\about.txt" 2>nul set %%V
)
>>"%OUT%\about.txt" ver
w32tm /tz >>"%OUT%\about.txt" 2>>"%ERRORS%"

rem --- what is fleeting first -------------------------------------------------
echo %M_STATE%
set "C=netstat -ano"
call :run network\netstat.txt
if "%ADMINISTRATOR%"=="yes" (
  set "C=netstat -abno"
  call :run network\netstat-programs.txt
)
set "C=arp -a"
call :run network\arp.txt
set "C=ipconfig /displaydns"
call :run network\dns-cache.txt
set "C=ipconfig /all"
call :run network\ipconfig.txt
set "C=route print"
call :run network\routes.txt
set "C=net use"
call :run network\mapped-drives.txt
set "C=net share"
call :run network\shares.txt
if "%ADMINISTRATOR%"=="yes" (
  set "C=net session"
  call :run network\sessions.txt
  set "C=openfiles /query /fo csv /v"
  call :run network\open-files.txt
)
set "C=tasklist /v /fo csv"
call :run state\processes.csv
set "C=tasklist /svc /fo csv"
call :run state\processes-services.csv
where wmic >nul 2>&1
if errorlevel 1 goto :without_wmic
set "C=wmic process get ProcessId,ParentProcessId,CreationDate,ExecutablePath,CommandLine /format:csv"
call :run state\processes-commands.csv
set "C=wmic /namespace:\\root\subscription path __EventFilter get /format:list"
call :run state\wmi-filters.txt
set "C=wmic /namespace:\\root\subscription path __EventConsumer get /format:list"
call :run state\wmi-consumers.txt
set "C=wmic /namespace:\\root\subscription path __FilterToConsumerBinding get /format:list"
call :run state\wmi-bindings.txt
goto :wmi_done
:without_wmic
rem Windows 11 24H2 and later have no wmic; the PowerShell that every Windows has asks the same.
set "P=powershell -NoLogo -NoProfile -NonInteractive -Command"
set "C=%P% Get-CimInstance Win32_Process ^| Select-Object ProcessId,ParentProcessId,CreationDate,ExecutablePath,CommandLine ^| ConvertTo-Csv -NoTypeInformation"
call :run state\processes-commands.csv
set "C=%P% Get-CimInstance -Namespace root/subscription -ClassName __EventFilter ^| Format-List *"
call :run state\wmi-filters.txt
set "C=%P% Get-CimInstance -Namespace root/subscription -ClassName __EventConsumer ^| Format-List *"
call :run state\wmi-consumers.txt
set "C=%P% Get-CimInstance -Namespace root/subscription -ClassName __FilterToConsumerBinding ^| Format-List *"
call :run state\wmi-bindings.txt
:wmi_done
set "C=quser"
call :run state\logged-on.txt
set "C=whoami /all"
call :run state\whoami.txt

rem --- event logs -------------------------------------------------------------
echo %M_LOGS%
set "CHANNELS=%OUT%\state\event-logs.txt"
set "C=wevtutil el"
call :run state\event-logs.txt
if defined ALL goto :every_log
for %%L in (
  "Security"
  "System"
  "Application"
  "Setup"
  "Windows PowerShell"
  "HardwareEvents"
  "Directory Service"
  "DFS Replication"
  "DNS Server"
  "MSExchange Management"
  "OpenSSH/Operational"
  "OAlerts"
  "PowerShellCore/Operational"
  "Microsoft-Windows-AppLocker/EXE and DLL"
  "Microsoft-Windows-AppLocker/MSI and Script"
  "Microsoft-Windows-AppLocker/Packaged app-Deployment"
  "Microsoft-Windows-AppLocker/Packaged app-Execution"
  "Microsoft-Windows-AppModel-Runtime/Admin"
  "Microsoft-Windows-Application-Experience/Program-Inventory"
  "Microsoft-Windows-Application-Experience/Program-Telemetry"
  "Microsoft-Windows-AppXDeploymentServer/Operational"
  "Microsoft-Windows-Bits-Client/Operational"
  "Microsoft-Windows-CAPI2/Operational"
  "Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational"
  "Microsoft-Windows-CodeIntegrity/Operational"
  "Microsoft-Windows-Crypto-DPAPI/Operational"
  "Microsoft-Windows-Diagnosis-Scripted/Operational"
  "Microsoft-Windows-DNS-Client/Operational"
  "Microsoft-Windows-DNS-Server/Audit"
  "Microsoft-Windows-DriverFrameworks-UserMode/Operational"
  "Microsoft-Windows-GroupPolicy/Operational"
  "Microsoft-Windows-Kernel-PnP/Configuration"
  "Microsoft-Windows-LSA/Operational"
  "Microsoft-Windows-NetworkProfile/Operational"
  "Microsoft-Windows-NTLM/Operational"
  "Microsoft-Windows-Ntfs/Operational"
  "Microsoft-Windows-Partition/Diagnostic"
  "Microsoft-Windows-PowerShell/Admin"
  "Microsoft-Windows-PowerShell/Operational"
  "Microsoft-Windows-PrintService/Admin"
  "Microsoft-Windows-PrintService/Operational"
  "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational"
  "Microsoft-Windows-Security-Mitigations/KernelMode"
  "Microsoft-Windows-Security-Mitigations/UserMode"
  "Microsoft-Windows-SENSE/Operational"
  "Microsoft-Windows-Shell-Core/Operational"
  "Microsoft-Windows-SmbClient/Connectivity"
  "Microsoft-Windows-SmbClient/Security"
  "Microsoft-Windows-SMBServer/Audit"
  "Microsoft-Windows-SMBServer/Connectivity"
  "Microsoft-Windows-SMBServer/Security"
  "Microsoft-Windows-Storage-ClassPnP/Operational"
  "Microsoft-Windows-Storsvc/Diagnostic"
  "Microsoft-Windows-Sysmon/Operational"
  "Microsoft-Windows-TaskScheduler/Operational"
  "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational"
  "Microsoft-Windows-TerminalServices-RDPClient/Operational"
  "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational"
  "Microsoft-Windows-UAC/Operational"
  "Microsoft-Windows-User Profile Service/Operational"
  "Microsoft-Windows-VHDMP-Operational"
  "Microsoft-Windows-WinRM/Operational"
  "Microsoft-Windows-Windows Defender/Operational"
  "Microsoft-Windows-Windows Defender/WHC"
  "Microsoft-Windows-Windows Firewall With Advanced Security/Firewall"
  "Microsoft-Windows-WindowsUpdateClient/Operational"
  "Microsoft-Windows-WLAN-AutoConfig/Operational"
  "Microsoft-Windows-WMI-Activity/Operational"
) do call :export %%L
goto :logs_done
:every_log
for /f "delims=" %%L in ('wevtutil el') do call :export "%%L"
:logs_done

rem --- settings and what starts by itself --------------------------------------
echo %M_SETTINGS%
set "C=systeminfo"
call :run state\systeminfo.txt
if "%ADMINISTRATOR%"=="yes" (
  set "C=auditpol /get /category:* /r"
  call :run state\audit-policy.csv
  set "C=schtasks /query /xml ONE"
  call :run state\scheduled-tasks.xml
  set "C=fltmc"
  call :run state\filter-drivers.txt
)
set "C=schtasks /query /fo csv /v"
call :run state\scheduled-tasks.csv
set "C=sc queryex type= all state= all"
call :run state\services.txt
set "C=driverquery /v /fo csv"
call :run state\drivers.csv
set "C=driverquery /si /fo csv"
call :run state\drivers-signed.csv
set "C=bitsadmin /list /allusers /verbose"
if "%ADMINISTRATOR%"=="no" set "C=bitsadmin /list /verbose"
call :run state\bits.txt
set "C=net user"
call :run state\users.txt
set "C=net localgroup"
call :run state\groups.txt
set "C=net localgroup Administrators"
call :run state\administrators.txt
set "C=net accounts"
call :run state\password-policy.txt
set "C=netsh advfirewall show allprofiles"
call :run network\firewall.txt
set "C=netsh advfirewall firewall show rule name=all verbose"
call :run network\firewall-rules.txt
set "C=netsh interface portproxy show all"
call :run network\port-proxy.txt
set "C=netsh winhttp show proxy"
call :run network\proxy.txt
set "C=manage-bde -status"
if "%ADMINISTRATOR%"=="yes" call :run state\bitlocker.txt
set "C=gpresult /r"
call :run state\group-policy.txt

echo %M_REGISTRY%
call :key run-machine "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Run"
call :key runonce-machine "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\RunOnce"
call :key run-machine-32 "HKLM\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Run"
call :key runonce-machine-32 "HKLM\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\RunOnce"
call :key policies-machine "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies"
call :key winlogon "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon"
call :key windows "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Windows"
call :key image-file-options "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Image File Execution Options"
call :key silent-process-exit "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\SilentProcessExit"
call :key task-cache "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Schedule\TaskCache"
call :key profiles "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList"
call :key network-list "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\NetworkList"
call :key active-setup "HKLM\SOFTWARE\Microsoft\Active Setup\Installed Components"
call :key uninstall "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall"
call :key uninstall-32 "HKLM\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall"
call :key defender "HKLM\SOFTWARE\Microsoft\Windows Defender"
call :key amsi "HKLM\SOFTWARE\Microsoft\AMSI"
call :key policies-software "HKLM\SOFTWARE\Policies"
call :key services "HKLM\SYSTEM\CurrentControlSet\Services"
call :key lsa "HKLM\SYSTEM\CurrentControlSet\Control\Lsa"
call :key session-manager "HKLM\SYSTEM\CurrentControlSet\Control\Session Manager"
call :key terminal-server "HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server"
call :key print "HKLM\SYSTEM\CurrentControlSet\Control\Print"
call :key security-providers "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders"
call :key time-zone "HKLM\SYSTEM\CurrentControlSet\Control\TimeZoneInformation"
call :key usb-storage "HKLM\SYSTEM\CurrentControlSet\Enum\USBSTOR"
call :key mounted-devices "HKLM\SYSTEM\MountedDevices"
for /f "delims=" %%U in ('reg query HKU 2^>nul') do call :user_keys "%%U"

rem --- small files ------------------------------------------------------------
echo %M_FILES%
copy /y "%SystemRoot%\System32\drivers\etc\hosts" "%OUT%\files\hosts" >nul 2>>"%ERRORS%"
if exist "%SystemRoot%\Prefetch\*.pf" (
  mkdir "%OUT%\files\prefetch" >nul 2>&1
  copy /y "%SystemRoot%\Prefetch\*.pf" "%OUT%\files\prefetch\" >nul 2>>"%ERRORS%"
)
if exist "%SystemRoot%\System32\LogFiles\Firewall\*.log" (
  mkdir "%OUT%\files\firewall" >nul 2>&1
  copy /y "%SystemRoot%\System32\LogFiles\Firewall\*.log" "%OUT%\files\firewall\" >nul 2>>"%ERRORS%"
)
mkdir "%OUT%\files\powershell-history" >nul 2>&1
for /d %%P in ("%SystemDrive%\Users\*") do call :history "%%P"
set "C=dir /s /a /q /tc "%ProgramData%\Microsoft\Windows\Start Menu\Programs\Startup""
call :run files\startup-all-users.txt
for /d %%P in ("%SystemDrive%\Users\*") do call :startup "%%P"
set "C=dir /s /a /q /tc "%SystemRoot%\Temp""
call :run files\list-windows-temp.txt
set "C=dir /s /a /q /tc "%PUBLIC%""
call :run files\list-public.txt
set "C=dir /a /q /tc "%ProgramData%""
call :run files\list-programdata.txt
set "C=dir /s /a /q /tc "%SystemRoot%\System32\Tasks""
call :run files\list-tasks.txt

rem --- checksums --------------------------------------------------------------
echo %M_HASHES%
>>"%OUT%\about.txt" echo end=%DATE% %TIME%
set "SUMS=%OUT%\SHA256SUMS.txt"
where certutil >nul 2>&1
if errorlevel 1 (
  call :missing SHA256SUMS.txt
  goto :finished
)
rem Names of logs such as Microsoft-Windows-Sysmon%%4Operational.evtx hold a percent sign and CALL would
rem expand it once more: so everything happens inside these loops.
setlocal EnableDelayedExpansion
for %%D in (logs registry state network files files\prefetch files\firewall files\powershell-history .) do (
  for %%F in ("%OUT%\%%D\*") do (
    set "NAME=%%D\%%~nxF"
    if "%%D"=="." set "NAME=%%~nxF"
    set "NAME=!NAME:\=/!"
    set "HASH="
    if "%%~zF"=="0" set "HASH=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    if not defined HASH (
      for /f "skip=1 delims=" %%H in ('certutil -hashfile "%%F" SHA256 2^>nul') do (
        if not defined HASH set "HASH=%%H"
      )
    )
    if defined HASH set "HASH=!HASH: =!"
    set "WHOLE="
    if defined HASH if not "!HASH:~63,1!"=="" if "!HASH:~64,1!"=="" set "WHOLE=yes"
    if /i "!NAME!"=="SHA256SUMS.txt" (
      set "WHOLE="
    ) else if defined WHOLE (
      >>"!SUMS!" echo !HASH! *!NAME!
    ) else (
      >>"!MISSING!" echo checksum of !NAME!
    )
  )
)
set "HASH="
for /f "skip=1 delims=" %%H in ('certutil -hashfile "!SUMS!" SHA256 2^>nul') do (
  if not defined HASH set "HASH=%%H"
)
if defined HASH set "HASH=!HASH: =!"
echo.
echo !M_SEAL!
echo   !HASH!
endlocal

:finished
echo.
if exist "%MISSING%" goto :partial
echo %M_DONE%
echo %M_NEXT%
endlocal
exit /b 0

:partial
echo %M_PARTIAL%
call :show MISSING
if "%ADMINISTRATOR%"=="no" echo %M_AGAIN%
echo %M_NEXT%
endlocal
exit /b 1

rem ============================================================================

rem Runs the command in C and keeps what it prints. %1 = file below OUT.
:run
%C% >"%OUT%\%~1" 2>>"%ERRORS%"
set "SIZE=0"
for %%S in ("%OUT%\%~1") do set "SIZE=%%~zS"
if not defined SIZE set "SIZE=0"
if "%SIZE%"=="0" (
  del "%OUT%\%~1" >nul 2>&1
  call :missing "%~1"
)
exit /b 0

rem Writes down that something could not be taken. %1 = what.
:missing
>>"%MISSING%" echo %~1
exit /b 0

rem Shows a path on a line of its own, whatever characters it holds. %1 = name of the variable.
:show
setlocal EnableDelayedExpansion
echo   !%~1!
endlocal
exit /b 0

rem Exports one event log if this PC has it. %1 = channel.
:export
setlocal EnableDelayedExpansion
set "CHANNEL=%~1"
set "FILE=!CHANNEL:/=%%4!"
if exist "!CHANNELS!" (
  findstr /i /l /x /c:"!CHANNEL!" "!CHANNELS!" >nul 2>&1
  if errorlevel 1 (
    endlocal
    exit /b 0
  )
)
wevtutil epl "!CHANNEL!" "!OUT!\logs\!FILE!.evtx" /ow:true 2>>"!ERRORS!"
if errorlevel 1 (
  del "!OUT!\logs\!FILE!.evtx" >nul 2>&1
  >>"!MISSING!" echo logs\!FILE!.evtx
)
endlocal
exit /b 0

rem Exports one registry key if it exists. %1 = name, %2 = key.
:key
reg query "%~2" >nul 2>&1
if errorlevel 1 exit /b 0
reg export "%~2" "%OUT%\registry\%~1.reg" /y >nul 2>>"%ERRORS%"
if errorlevel 1 call :missing "registry\%~1.reg"
exit /b 0

rem Exports what one logged-on user's part of the registry says. %1 = HKEY_USERS\SID.
:user_keys
set "SID=%~nx1"
if /i "%SID:~-8%"=="_Classes" exit /b 0
call :key user-%SID%-run "%~1\Software\Microsoft\Windows\CurrentVersion\Run"
call :key user-%SID%-runonce "%~1\Software\Microsoft\Windows\CurrentVersion\RunOnce"
call :key user-%SID%-policies "%~1\Software\Microsoft\Windows\CurrentVersion\Policies"
call :key user-%SID%-explorer-run "%~1\Software\Microsoft\Windows\CurrentVersion\Explorer\RunMRU"
call :key user-%SID%-user-assist "%~1\Software\Microsoft\Windows\CurrentVersion\Explorer\UserAssist"
call :key user-%SID%-mount-points "%~1\Software\Microsoft\Windows\CurrentVersion\Explorer\MountPoints2"
call :key user-%SID%-remote-desktop "%~1\Software\Microsoft\Terminal Server Client"
call :key user-%SID%-environment "%~1\Environment"
exit /b 0

rem Copies one user's PowerShell history. %1 = profile folder.
:history
set "SOURCE=%~1\AppData\Roaming\Microsoft\Windows\PowerShell\PSReadLine\ConsoleHost_history.txt"
if exist "%SOURCE%" copy /y "%SOURCE%" "%OUT%\files\powershell-history\%~nx1.txt" >nul 2>>"%ERRORS%"
exit /b 0

rem Lists one user's startup folder. %1 = profile folder.
:startup
set "SOURCE=%~1\AppData\Roaming\Microsoft\Windows\Start Menu\Programs\Startup"
if not exist "%SOURCE%\" exit /b 0
dir /s /a /q /tc "%SOURCE%" >"%OUT%\files\startup-%~nx1.txt" 2>>"%ERRORS%"
exit /b 0

:english
set "M_START=Taking logs and the state of this PC. Nothing is changed or sent. Results go to:"
set "M_NOT_ADMIN_1=This window has no administrator rights: the Security log and some others cannot be taken."
set "M_NOT_ADMIN_2=To take everything, right-click collect.cmd and choose 'Run as administrator'."
set "M_STATE=1/6 Connections and programs"
set "M_LOGS=2/6 Event logs (this takes longest)"
set "M_SETTINGS=3/6 Settings, services, scheduled tasks"
set "M_REGISTRY=4/6 Registry: what starts by itself"
set "M_FILES=5/6 Small files and lists"
set "M_HASHES=6/6 Checksums"
set "M_SEAL=SHA-256 of SHA256SUMS.txt. Write it down on paper: it proves later that nothing was altered."
set "M_DONE=Everything was taken."
set "M_PARTIAL=Some things could not be taken. They are listed in:"
set "M_AGAIN=Run it again as administrator to take them."
set "M_NEXT=Next, on the PC with Shirube: shirube scan FOLDER, and shirube doctor FOLDER. Command lines may hold passwords; keep the folder safe."
set "M_NOWHERE=Nothing can be written there. Name a folder with free space: collect.cmd D:\folder"
set "M_USAGE=Usage: collect.cmd [folder] [/all] [/en] [/ja]"
exit /b 0

rem Reads the Japanese messages: the file is UTF-8, so the code page is set while reading.
:japanese
if not exist "%HERE%collect.ja.txt" exit /b 0
if "%CODEPAGE%"=="unknown" exit /b 0
chcp 65001 >nul 2>&1
for /f "usebackq eol=# tokens=1* delims==" %%a in ("%HERE%collect.ja.txt") do set "%%a=%%b"
chcp %CODEPAGE% >nul 2>&1
exit /b 0

:usage
if not defined M_USAGE call :english
echo %M_USAGE%
endlocal
exit /b 3

:nowhere
echo %M_NOWHERE%
call :show TARGET
endlocal
exit /b 2
